import type { GicWires } from '../gic.js';
import type { Spi } from '../int-id.js';
import { SharedLock } from '../shared-lock.js';
import { IrqlineError } from '../../spec/errors.js';
import { DEFINED_BITS } from '../../spec/virtio-mmio.js';

const STATUS = 0;
const GATE = 1;
const LOCK = 2;
const STUCK = 3;
const WORD_COUNT = 4;

/** The bytes of shared memory that a line needs. */
export const WIRE_BYTES: number = WORD_COUNT * Int32Array.BYTES_PER_ELEMENT;

/**
 * What all threads of a device share about its interrupt line, and the GIC behind it. The shared memory is four words:
 * InterruptStatus; the gate, 1 between DRIVER_OK and reset; the lock of the critical section; and whether a pulse failed
 * half way and left the line high. Status is changed only by atomic read-modify-write.
 */
export class Wire {
  readonly words: Int32Array;
  readonly gic: GicWires;
  readonly spi: Spi;
  readonly #lock: SharedLock;
  #isInside = false;

  constructor(memory: SharedArrayBuffer, gic: GicWires, spi: Spi) {
    this.words = new Int32Array(memory, 0, WORD_COUNT);
    this.gic = gic;
    this.spi = spi;
    this.#lock = new SharedLock(this.words, LOCK);
  }

  /**
   * Enters the critical section: what changes the status and what drives the line happen inside it.
   * @throws IrqlineError LINE_REENTERED where waiting would never end, since whoever holds it is this very caller
   */
  enter(): void {
    this.requireOutside();
    this.#lock.acquire();
    this.#isInside = true;
  }

  /** Leaves the critical section. */
  leave(): void {
    this.#isInside = false;
    this.#lock.release();
  }

  /** @throws IrqlineError LINE_REENTERED as {@link enter} does */
  requireOutside(): void {
    if (this.#isInside) throw new IrqlineError('LINE_REENTERED', this.spi.toString());
  }

  /** The defined bits of InterruptStatus. What else somebody may have scribbled into the word is not shown (N1). */
  get status(): number {
    return Atomics.load(this.words, STATUS) & DEFINED_BITS;
  }

  /** The whole status word, for inspection. */
  get rawStatus(): number {
    return Atomics.load(this.words, STATUS) >>> 0;
  }

  /** @returns the status before, defined bits only */
  setBits(bits: number): number {
    return Atomics.or(this.words, STATUS, bits) & DEFINED_BITS;
  }

  clearBits(bits: number): void {
    Atomics.and(this.words, STATUS, ~bits);
  }

  /** Overwrites the whole status word: at reset and restore. */
  assignStatus(bits: number): void {
    Atomics.store(this.words, STATUS, bits);
  }

  /** Whether notifications may be sent: from DRIVER_OK to reset. */
  get isOpen(): boolean {
    return Atomics.load(this.words, GATE) === 1;
  }

  set isOpen(open: boolean) {
    Atomics.store(this.words, GATE, open ? 1 : 0);
  }

  /** Whether the line is high because the second half of a pulse failed. */
  get isStuckHigh(): boolean {
    return Atomics.load(this.words, STUCK) === 1;
  }

  set isStuckHigh(stuck: boolean) {
    Atomics.store(this.words, STUCK, stuck ? 1 : 0);
  }
}
