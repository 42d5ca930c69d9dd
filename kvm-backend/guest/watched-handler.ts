import type { BusDevice } from '../../impl/index.js';
import { registers } from '../../spec/virtio-mmio.js';
import type { HandlerEvent } from '../agent/run-list.js';
import { hold } from './sleep.js';

/** The steps of the guest's handler before which something can come. */
type Step = 'read' | 'ack' | 'end';

/** What it does not see, or sees, of the device's threads. */
interface Surroundings {
  /** How many events there have been. */
  count(): number;
  /** The guest services these bits of InterruptStatus: it finds all that has happened by now. */
  service(bits: number): void;
}

const MOST_WAITS = 3;
/**
 * How often it is held up before each step; at random, so that no rhythm of the events keeps them from one. What came
 * before the read cannot come later.
 */
const heldUp: Readonly<Record<Step, number>> = { read: 0.1, ack: 0.6, end: 0.3 };

/**
 * The guest's interrupt handler as its exits show it. Now and then it is held up before a step, as by a host that takes
 * the processor away from a vCPU, so that what other threads do comes between any two steps.
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
    if (Math.random() < heldUp[step]) this.#holdUp();
    const count = this.#surroundings.count();
    if (count > this.#known) this.overtaken[step] += 1;
    this.#known = count;
  }

  /** Waits for an event, for a while, and until it is signalled. */
  #holdUp(): void {
    for (let waits = 0; waits < MOST_WAITS && this.#surroundings.count() === this.#known; waits += 1) hold();
    hold();
  }
}
