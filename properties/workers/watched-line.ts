import { CONFIG, IrqLine, VRING, type Gic, type LineProgram, type Operation, type Step } from '../../impl/index.js';
import type { Recorder } from './recorder.js';
import type { SceneLine } from './scene.js';

const PUBLISHED = 0;
const SERVICED = 4;

/** An interrupt line as one actor uses it: every step is logged, and its events are counted. */
export class WatchedLine {
  readonly line: IrqLine;
  readonly intId: number;
  readonly #recorder: Recorder;
  readonly #events: Int32Array;
  readonly #reader: IrqLine;

  /** @param steps - what a trigger, an InterruptACK and a reset do */
  constructor({ events, ...shared }: SceneLine, gic: Gic, steps: LineProgram, recorder: Recorder) {
    this.intId = shared.intId;
    this.#recorder = recorder;
    this.#events = new Int32Array(events);
    const program = recorder.logged(steps);
    this.line = IrqLine.attach(shared, gic, program);
    this.#reader = IrqLine.attach(shared, gic, { ...program, trigger: [this.#readStep()] });
  }

  /** An event happens, and is to be told by the operation returned. */
  publish(bit: number): Operation {
    Atomics.add(this.#events, PUBLISHED + bit, 1);
    this.#recorder.append({ kind: 'publish', bits: bit });
    return this.line.beginTrigger(bit);
  }

  /** What Linux's handler does between the acknowledge and the end of the interrupt: read, InterruptACK, service. */
  handle(): void {
    const seen = this.#read();
    if (seen === 0) return;
    this.line.ack(seen);
    for (const bit of [VRING, CONFIG]) if ((seen & bit) !== 0) this.#service(bit);
    this.#recorder.append({ kind: 'service', bits: seen });
  }

  /** Opens the line: the driver has set DRIVER_OK. */
  open(): void {
    this.#recorder.append({ kind: 'open', bits: 0 });
    this.line.open();
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
        this.#recorder.append({ kind: 'read', bits: 0, status: operation.remembered });
      },
    };
  }
}
