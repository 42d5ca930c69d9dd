import {
  IrqLine,
  spiFromCell,
  type LineProgram,
  type Operation,
  type SoftGic,
  type StepName,
} from '../../impl/index.js';
import type { DeliveryAction, Profile } from '../../model/index.js';
import { ScriptedDriver } from './driver.js';
import { gicFor, spiViewer, type SpiView } from './gic.js';
import { deliveryOf, programOf } from './program.js';
import type { DeliveryView, ThreadPlace } from './view.js';

const spi = spiFromCell(5);

/** Where a thread is when this is its next micro-step. */
const places: Readonly<Partial<Record<StepName, ThreadPlace['kind']>>> = {
  remember: 'updating',
  update: 'updating',
  drive1: 'signalling',
  pulse: 'signalling',
  drive0: 'lowering',
};

/**
 * The real code of a profile: an IrqLine with the profile's micro-steps, a SoftGic with its trigger and detector, device
 * threads that publish, and a scripted driver. It goes one micro-step at a time, in whatever order it is told.
 */
export class DeliveryMachine {
  readonly gic: SoftGic;
  readonly line: IrqLine;
  readonly #isTorn: boolean;
  readonly #threads: (Operation | undefined)[];
  readonly #driver: ScriptedDriver;
  readonly #viewSpi: () => SpiView;
  /** The device's own: the kinds of events that the driver has not looked at yet. */
  #work = 0;

  /** @param program - the micro-steps, if not the profile's own: to show that a wrong one is found */
  constructor(profile: Profile, threads: number, program: LineProgram = programOf(profile)) {
    this.gic = gicFor(profile, spi);
    this.line = new IrqLine({ gic: this.gic, spi, delivery: deliveryOf(profile), program });
    this.line.open();
    this.#isTorn = profile.update === 'torn';
    this.#threads = Array.from({ length: threads }, () => undefined);
    this.#viewSpi = spiViewer(this.gic, spi);
    const service = (bits: number): void => {
      this.#work &= ~bits;
    };
    this.#driver = new ScriptedDriver({ gic: this.gic, line: this.line, intId: spi.raw, service }, profile.driver);
  }

  /**
   * Does one step: publishes, or advances whoever is named by one micro-step, whatever that one is.
   * @param process - as in the delivery model: the threads first, the driver last
   */
  perform(process: number, action: DeliveryAction): void {
    if (process === this.#threads.length) this.#driver.step();
    else if (action.kind === 'publish') {
      this.#work |= action.bit;
      this.#threads[process] = this.line.beginTrigger(action.bit);
    } else this.#threads[process]?.advance();
  }

  /** Whether nothing happens any more unless something is published. */
  get isQuiescent(): boolean {
    return !this.#driver.canStep && this.#threads.every((operation) => operation?.next === undefined);
  }

  /** Whether an event was lost: it waits, and nobody will come. */
  get hasLost(): boolean {
    return this.isQuiescent && this.#work !== 0;
  }

  view(): DeliveryView {
    return {
      work: this.#work,
      status: this.line.status,
      ...this.#viewSpi(),
      driver: this.#driver.place,
      threads: this.#threads.map((operation) => this.#placeOf(operation)),
    };
  }

  #placeOf(operation: Operation | undefined): ThreadPlace {
    if (operation?.next === undefined) return { kind: 'idle', bit: 0, remembered: 0 };
    const { next, bits: bit, remembered } = operation;
    // The second step of a torn update has the name of a whole one.
    if (next === 'update' && this.#isTorn) return { kind: 'writing', bit, remembered };
    const kind = places[next];
    if (kind === undefined) throw new Error(`no trigger of a profile has a step ${next}`);
    return { kind, bit, remembered: 0 };
  }
}
