import type { Operation, StepName } from '../../impl/index.js';
import type { DeliveryAction, Profile } from '../../model/index.js';
import { ScriptedDriver, type DriverWorld } from './driver.js';
import { rigOf, spi, type GuestSide, type MachineRig } from './rig.js';
import type { DeliveryView, ThreadPlace } from './view.js';

/** Where a thread is when this is its next micro-step. */
const places: Readonly<Partial<Record<StepName, ThreadPlace['kind']>>> = {
  remember: 'updating',
  update: 'updating',
  drive1: 'signalling',
  pulse: 'signalling',
  drive0: 'lowering',
};

/** Real code that goes one micro-step at a time, in whatever order it is told. */
export interface SteppedMachine<Action> {
  /** @param process - as in the model */
  perform(process: number, action: Action): void;
  view(): DeliveryView;
  /** Whether nothing happens any more unless something is published. */
  readonly isQuiescent: boolean;
  /** Whether an event was lost: it waits, and nobody will come. */
  readonly hasLost: boolean;
}

/**
 * The real code of a profile: an IrqLine with the profile's micro-steps, a GIC with its trigger and detector, device
 * threads that publish, and a scripted driver.
 */
export class DeliveryMachine implements SteppedMachine<DeliveryAction> {
  readonly #isTorn: boolean;
  readonly #threads: (Operation | undefined)[];
  readonly #driver: ScriptedDriver;
  #rig: MachineRig;
  /** The device's own: the kinds of events that the driver has not looked at yet. */
  #work = 0;

  /** @param rig - what they run on, a SoftGic unless told otherwise */
  constructor(profile: Profile, threads: number, rig: MachineRig = rigOf(profile)) {
    this.#rig = rig;
    this.#rig.line.open();
    this.#isTorn = profile.update === 'torn';
    this.#threads = Array.from({ length: threads }, () => undefined);
    this.#driver = new ScriptedDriver(this.#world(), profile.driver);
  }

  /** Threads and driver go on with another GIC and line; a thread that is amid an operation still has the old ones. */
  moveTo(rig: MachineRig): void {
    this.#rig = rig;
  }

  /**
   * Does one step: publishes, or advances whoever is named by one micro-step, whatever that one is.
   * @param process - as in the delivery model: the threads first, the driver last
   */
  perform(process: number, action: DeliveryAction): void {
    if (process === this.#threads.length) this.#driver.step();
    else if (action.kind === 'publish') {
      this.#work |= action.bit;
      this.#threads[process] = this.#rig.line.beginTrigger(action.bit);
    } else this.advance(process);
  }

  /** Advances a thread by one micro-step. */
  advance(thread: number): void {
    this.#threads[thread]?.advance();
  }

  /** A thread is gone, and with it what it was about. */
  abandon(thread: number): void {
    this.#threads[thread] = undefined;
  }

  /** What waited for the driver is gone: its queues are. */
  forgetWork(): void {
    this.#work = 0;
  }

  get isQuiescent(): boolean {
    return !this.#driver.canStep && this.#threads.every((operation) => operation?.next === undefined);
  }

  get hasLost(): boolean {
    return this.isQuiescent && this.#work !== 0;
  }

  view(): DeliveryView {
    return {
      work: this.#work,
      status: this.#rig.line.status,
      ...this.#rig.viewSpi(),
      driver: this.#driver.place,
      threads: this.#threads.map((operation) => this.#placeOf(operation)),
    };
  }

  #world(): DriverWorld {
    const guest = (): GuestSide => this.#rig.guest;
    return {
      get guest() {
        return guest();
      },
      intId: spi.raw,
      service: (bits) => {
        this.#work &= ~bits;
      },
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
