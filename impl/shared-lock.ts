const FREE = 0;
const HELD = 1;
const CONTENDED = 2;

/**
 * A mutex in one word of shared memory, for the critical section of a line or of a GIC. Not re-entrant. Every agent
 * that sees the memory may take it; whoever holds it must not wait for anybody else.
 *
 * The three states are those of Drepper, "Futexes Are Tricky" (2011), section 5: a release that meets CONTENDED wakes
 * one waiter, and an uncontended pair costs two atomic operations and no call into the kernel.
 */
export class SharedLock {
  readonly #words: Int32Array;
  readonly #index: number;

  /** @param words - over a SharedArrayBuffer; @param index - which of them is the lock; zero means free */
  constructor(words: Int32Array, index: number) {
    this.#words = words;
    this.#index = index;
  }

  acquire(): void {
    if (Atomics.compareExchange(this.#words, this.#index, FREE, HELD) !== FREE) this.#wait();
  }

  release(): void {
    if (Atomics.exchange(this.#words, this.#index, FREE) === CONTENDED) Atomics.notify(this.#words, this.#index, 1);
  }

  #wait(): void {
    while (Atomics.exchange(this.#words, this.#index, CONTENDED) !== FREE) {
      Atomics.wait(this.#words, this.#index, CONTENDED);
    }
  }
}
