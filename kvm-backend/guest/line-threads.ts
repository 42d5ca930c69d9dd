import { Worker } from 'node:worker_threads';
import type { LineOrder } from './line-worker.js';

/** Words that threads share. */
export const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));

type Task = LineOrder extends infer Order ? (Order extends unknown ? Omit<Order, 'over' | 'ended'> : never) : never;

/** Threads that hold lines of a vGIC. This thread need not return to its event loop for them. */
export class LineThreads {
  readonly #count: number;
  readonly #over = sharedWords(1);
  readonly #ended = sharedWords(1);

  constructor(tasks: readonly Task[]) {
    this.#count = tasks.length;
    for (const task of tasks) {
      const workerData = { ...task, over: this.#over, ended: this.#ended } as LineOrder;
      new Worker(new URL('./line-worker.js', import.meta.url), { workerData }).unref();
    }
  }

  /** Whether all of them have done their task. */
  get areDone(): boolean {
    return Atomics.load(this.#ended, 0) === this.#count;
  }

  /** Ends them, and waits until none touches a line any more. */
  close(): void {
    Atomics.store(this.#over, 0, 1);
    for (let ended = 0; ended < this.#count; ended = Atomics.load(this.#ended, 0)) {
      Atomics.wait(this.#ended, 0, ended);
    }
  }
}
