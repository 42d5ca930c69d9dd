import {
  CONFIG,
  IrqLine,
  programs,
  spiFromCell,
  VRING,
  type Delivery,
  type LineProgram,
  type Operation,
  type Step,
} from '../../impl/index.js';
import { WIRE_BYTES } from '../../impl/line/wire.js';
import { assigning } from '../device/mutants/programs.js';
import { Recorder } from './recorder.js';
import { SHARED_GIC_BYTES, SharedGic } from './shared-gic.js';
import { SharedLog } from './shared-log.js';

/** Which steps the line takes: the production ones, or those of a faulty design. */
export type Design = 'production' | 'assign' | 'torn' | 'ungated';

/** The memory that the actors of a scene share; structured clone carries it to a worker thread. */
export interface Scene {
  readonly delivery: Delivery;
  readonly design: Design;
  readonly line: SharedArrayBuffer;
  readonly gic: SharedArrayBuffer;
  readonly log: SharedArrayBuffer;
  /** For each bit of InterruptStatus, how many events were published and how many serviced; who has come, and who has finished. */
  readonly events: SharedArrayBuffer;
}

const PUBLISHED = 0;
const SERVICED = 4;
const FINISHED = 8;
const PRESENT = 9;
const EVENT_WORDS = 10;

/** A scene with a closed line on which nothing has happened. */
export function newScene(delivery: Delivery, design: Design, logCapacity: number): Scene {
  return {
    delivery,
    design,
    line: new SharedArrayBuffer(WIRE_BYTES),
    gic: new SharedArrayBuffer(SHARED_GIC_BYTES),
    log: SharedLog.withCapacity(logCapacity).memory,
    events: new SharedArrayBuffer(EVENT_WORDS * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** Someone who takes part in a scene: a device thread or the driver. */
export class Actor {
  readonly line: IrqLine;
  readonly gic: SharedGic;
  readonly recorder: Recorder;
  readonly #events: Int32Array;
  readonly #reader: IrqLine;

  constructor(scene: Scene, actor: number) {
    this.recorder = new Recorder(new SharedLog(scene.log), actor);
    this.gic = new SharedGic(scene.gic, scene.delivery, this.recorder);
    this.#events = new Int32Array(scene.events);
    const options = { gic: this.gic, spi: spiFromCell(5), delivery: scene.delivery };
    const program = this.recorder.logged(programOf(scene));
    this.line = new IrqLine({ ...options, program }, scene.line);
    this.#reader = new IrqLine({ ...options, program: { ...program, trigger: [this.#readStep()] } }, scene.line);
  }

  /** An event happens, and is to be told by the operation returned. */
  publish(bit: number): Operation {
    Atomics.add(this.#events, PUBLISHED + bit, 1);
    this.recorder.append({ kind: 'publish', bits: bit });
    return this.line.beginTrigger(bit);
  }

  /** Handles the interrupt as Linux does, if it is pending: read, acknowledge, service, end. */
  handle(): boolean {
    if (!this.gic.take()) return false;
    const seen = this.#read();
    if (seen !== 0) {
      this.line.ack(seen);
      for (const bit of [VRING, CONFIG]) if ((seen & bit) !== 0) this.#service(bit);
      this.recorder.append({ kind: 'service', bits: seen });
    }
    this.gic.eoi();
    return true;
  }

  /** Waits until `count` actors have come to this point, so that they work at the same time. */
  meet(count: number): void {
    Atomics.add(this.#events, PRESENT, 1);
    Atomics.notify(this.#events, PRESENT);
    for (let present = 0; (present = Atomics.load(this.#events, PRESENT)) < count;) {
      Atomics.wait(this.#events, PRESENT, present);
    }
  }

  /** Opens the line: the driver has set DRIVER_OK. */
  open(): void {
    this.recorder.append({ kind: 'open', bits: 0 });
    this.line.open();
  }

  /** This device thread will publish no more. */
  finish(): void {
    Atomics.add(this.#events, FINISHED, 1);
  }

  /** How many device threads have finished. */
  get finished(): number {
    return Atomics.load(this.#events, FINISHED);
  }

  /** How many events of both bits were published, and how many of them serviced. */
  get tally(): { readonly published: number; readonly serviced: number } {
    const sum = (from: number): number =>
      Atomics.load(this.#events, from + VRING) + Atomics.load(this.#events, from + CONFIG);
    return { serviced: sum(SERVICED), published: sum(PUBLISHED) };
  }

  /** Everything published so far is done: what Linux's vring_interrupt finds in the ring. */
  #service(bit: number): void {
    Atomics.store(this.#events, SERVICED + bit, Atomics.load(this.#events, PUBLISHED + bit));
  }

  #read(): number {
    const operation = this.#reader.beginTrigger(0);
    operation.advance();
    return operation.remembered;
  }

  /** InterruptStatus, read inside the critical section so that its place in the log is exact. */
  #readStep(): Step {
    return {
      name: 'remember',
      run: (wire, operation) => {
        operation.remembered = wire.status;
        this.recorder.append({ kind: 'read', bits: 0, status: operation.remembered });
      },
    };
  }
}

function programOf({ delivery, design }: Scene): LineProgram {
  const own = programs[delivery];
  switch (design) {
    case 'production':
      return own;
    case 'assign':
      // Level: the drive belongs to the step of the update, as in the production program.
      return delivery === 'edge' ? assigning(delivery) : { ...own, trigger: [assignAndDrive] };
    case 'torn':
      return { ...own, trigger: [remember, tornUpdate(delivery), ...own.trigger.slice(1)] };
    case 'ungated':
      return {
        ...own,
        trigger: [...own.trigger.slice(0, 1), { name: 'pulse', run: (wire) => wire.gic.pulseSpi(wire.spi) }],
      };
  }
}

const assignAndDrive: Step = {
  name: 'update',
  run(wire, operation) {
    wire.assignStatus(operation.bits);
    operation.sent = true;
    wire.gic.setSpiLevel(wire.spi, true);
  },
};

const remember: Step = { name: 'remember', run: (wire, operation) => void (operation.remembered = wire.status) };

const tornUpdate = (delivery: Delivery): Step => ({
  name: 'update',
  run(wire, operation) {
    wire.assignStatus(operation.remembered | operation.bits);
    operation.sent = true;
    if (delivery === 'level') wire.gic.setSpiLevel(wire.spi, true);
  },
});
