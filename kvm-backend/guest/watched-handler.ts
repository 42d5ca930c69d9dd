import type { BusDevice } from '../../impl/index.js';
import { registers } from '../../spec/virtio-mmio.js';
import type { HandlerEvent } from '../agent/run-list.js';
import { hold } from './sleep.js';

/** The steps of the guest's handler before which something can come. */
const steps = ['read', 'ack', 'end'] as const;
type Step = (typeof steps)[number];

/** What it does not see, or sees, of the device's threads. */
interface Surroundings {
  /** How many events there have been. */
  count(): number;
  /** The guest services these bits of InterruptStatus: it finds all that has happened by now. */
  service(bits: number): void;
}

/**
 * The guest's interrupt handler as its exits show it. Each interrupt is held up before another step, as a host does that
 * takes the processor away from a vCPU, so that what other threads do comes between any two steps.
 */
export class WatchedHandler implements BusDevice {
  /** Interrupts. */
  taken = 0;
  /** Of these, those at which a bit of InterruptStatus was set. */
  serviced = 0;
  /** Of these, those in which an event came since the step before: its read of InterruptStatus, InterruptACK, and the end. */
  readonly overtaken: Record<Step, number> = { read: 0, ack: 0, end: 0 };
  readonly #device: BusDevice;
  readonly #surroundings: Surroundings;
  readonly #most: number;
  #known = 0;

  /**
   * @param device - which has the registers that the handler reads and writes
   * @param most - interrupts; while there are more, the guest would never leave its handler
   */
  constructor(device: BusDevice, most: number, surroundings: Surroundings) {
    this.#most = most;
    this.#device = device;
    this.#surroundings = surroundings;
  }

  read(offset: number, width: number): number {
    if (offset === registers.InterruptStatus.offset) this.#before('read');
    return this.#device.read(offset, width);
  }

  write(offset: number, width: number, value: number): void {
    if (offset === registers.InterruptACK.offset) this.#before('ack');
    this.#device.write(offset, width, value);
  }

  /** What the handler says of itself; in its last exit it has serviced. @throws in an interrupt storm */
  hear(event: HandlerEvent): void {
    if (event.kind === 'taken') {
      this.taken += 1;
      if (this.taken > this.#most) throw new Error(`a storm: more than ${this.#most} interrupts`);
      this.#known = this.#surroundings.count();
    } else {
      this.serviced += 1;
      this.#surroundings.service(event.bits);
      this.#before('end');
    }
  }

  #before(step: Step): void {
    if (steps[this.taken % (steps.length + 1)] === step) hold();
    const count = this.#surroundings.count();
    if (count > this.#known) this.overtaken[step] += 1;
    this.#known = count;
  }
}
