import { SharedLock } from '../../impl/index.js';

/** What may be bound to an SPI: the eventfd of its pulses, that of its level, and what tells that KVM lowered it. */
export const boundNames = ['pulse', 'level', 'resample'] as const;
export type BoundName = (typeof boundNames)[number];

const LOCK = 0;
const IS_HIGH = 1;
const FIRST_BOUND = 2;
const WORDS = FIRST_BOUND + boundNames.length;

/** Memory for the records of so many SPIs: no lock is held, no line is high, nothing is bound. */
export const lineMemory = (spiCount: number): SharedArrayBuffer => new SharedArrayBuffer(4 * WORDS * spiCount);

/** What all threads know of one SPI, in shared memory. */
export class LineRecord {
  readonly #words: Int32Array;
  readonly #lock: SharedLock;

  /** @param memory - from `lineMemory`; @param index - of the SPI, from 0 */
  constructor(memory: SharedArrayBuffer, index: number) {
    this.#words = new Int32Array(memory, 4 * WORDS * index, WORDS);
    this.#lock = new SharedLock(this.#words, LOCK);
  }

  /** Does something while no other thread does anything to this SPI. */
  whole<T>(use: () => T): T {
    this.#lock.acquire();
    try {
      return use();
    } finally {
      this.#lock.release();
    }
  }

  /** Whether its device drives it high. */
  get isHigh(): boolean {
    return Atomics.load(this.#words, IS_HIGH) === 1;
  }

  set isHigh(level: boolean) {
    Atomics.store(this.#words, IS_HIGH, level ? 1 : 0);
  }

  /** The number of a bound descriptor. */
  bound(name: BoundName): number | undefined {
    const word = Atomics.load(this.#words, wordOf(name));
    return word === 0 ? undefined : word - 1;
  }

  bind(name: BoundName, descriptor: number | undefined): void {
    Atomics.store(this.#words, wordOf(name), descriptor === undefined ? 0 : descriptor + 1);
  }
}

const wordOf = (name: BoundName): number => FIRST_BOUND + boundNames.indexOf(name);
