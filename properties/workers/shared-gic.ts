import { SharedLock, type Gic } from '../../impl/index.js';
import type { Recorder } from './recorder.js';

const LOCK = 0;
const LINE = 1;
const LATCH = 2;
const ACTIVE = 3;
const CHANGES = 4;

/** The bytes of shared memory that a {@link SharedGic} needs. */
export const SHARED_GIC_BYTES = 5 * Int32Array.BYTES_PER_ELEMENT;

/**
 * The smallest GIC that works across threads: one line, one interrupt, in shared memory. An edge is a change of the wire
 * from low to high. The steps are the delivery model's, and each is logged inside its critical section.
 */
export class SharedGic implements Gic {
  readonly #words: Int32Array;
  readonly #lock: SharedLock;
  readonly #isEdge: boolean;
  readonly #recorder: Recorder;

  constructor(memory: SharedArrayBuffer, trigger: 'edge' | 'level', recorder: Recorder) {
    this.#words = new Int32Array(memory);
    this.#lock = new SharedLock(this.#words, LOCK);
    this.#isEdge = trigger === 'edge';
    this.#recorder = recorder;
  }

  pulseSpi(): void {
    this.#locked(() => {
      this.#drive(1);
      this.#drive(0);
      this.#recorder.signalled(this.#wire());
    });
  }

  setSpiLevel(_spi: unknown, level: boolean): void {
    this.#locked(() => {
      this.#drive(level ? 1 : 0);
      this.#recorder.signalled(this.#wire());
    });
  }

  /** The driver's acknowledge: takes the interrupt if it is pending and not active. */
  take(): boolean {
    return this.#locked(() => {
      if (this.#words[ACTIVE] === 1 || !this.#isPending()) return false;
      this.#words[ACTIVE] = 1;
      this.#words[LATCH] = 0;
      this.#recorder.append({ kind: 'take', bits: 0, wire: this.#wire() });
      return true;
    });
  }

  /** The driver ends the interrupt. */
  eoi(): void {
    this.#locked(() => {
      this.#words[ACTIVE] = 0;
      this.#recorder.append({ kind: 'eoi', bits: 0, wire: this.#wire() });
    });
  }

  /** Counts what might have made the interrupt pending, for {@link waitForChange}. */
  get changes(): number {
    return Atomics.load(this.#words, CHANGES);
  }

  /** Sleeps until something has changed since `seen`, or for `timeoutMs`. */
  waitForChange(seen: number, timeoutMs: number): void {
    Atomics.wait(this.#words, CHANGES, seen, timeoutMs);
  }

  saveState(): Uint8Array {
    throw new Error('no test of workers saves the GIC');
  }

  restoreState(): void {
    throw new Error('no test of workers restores the GIC');
  }

  #drive(level: 0 | 1): void {
    if (level === 1 && this.#isEdge && this.#words[LINE] === 0) this.#words[LATCH] = 1;
    this.#words[LINE] = level;
    Atomics.add(this.#words, CHANGES, 1);
    Atomics.notify(this.#words, CHANGES);
  }

  #isPending(): boolean {
    return this.#words[LATCH] === 1 || (!this.#isEdge && this.#words[LINE] === 1);
  }

  #wire(): { readonly line: boolean; readonly latch: boolean } {
    return { line: this.#words[LINE] === 1, latch: this.#words[LATCH] === 1 };
  }

  #locked<Result>(run: () => Result): Result {
    this.#lock.acquire();
    try {
      return run();
    } finally {
      this.#lock.release();
    }
  }
}
