import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { failureError } from '../remote/failure.js';
import type { RemoteFailure } from '../remote/protocol.js';
import type { LineOrder, LineTask, ThreadsState } from './line-worker.js';

/** Words that threads share. */
export const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));

/** A thread starts within seconds, but in an emulated machine whose processors others use as well. */
const START_MS = 30_000;
const END_MS = 5_000;

/**
 * Threads that hold lines of a vGIC. This thread need not return to its event loop for them. When one of them fails, all
 * end, and whoever asks for them next is told.
 */
export class LineThreads {
  readonly #state: ThreadsState = { started: sharedWords(1), over: sharedWords(1), ended: sharedWords(1) };
  /** One a thread, which tells why it failed. */
  readonly #ports: MessagePort[] = [];
  #failure: Error | undefined;

  /**
   * Returns when all of them run.
   * @throws what a thread could not be started for; the others have ended then
   */
  constructor(tasks: readonly LineTask[], startMs: number = START_MS) {
    try {
      for (const task of tasks) this.#ports.push(this.#start(task));
      if (!this.#await(this.#state.started, startMs))
        throw new Error(`not all of ${tasks.length} threads have started`);
    } catch (error) {
      this.#failure = error as Error;
      this.close();
    }
  }

  /** Whether all of them have done their task. @throws what a thread failed of */
  get areDone(): boolean {
    this.#requireWhole();
    return Atomics.load(this.#state.ended, 0) === this.#ports.length;
  }

  /** Ends them, and waits until none touches a line any more. @throws what a thread failed of */
  close(): void {
    Atomics.store(this.#state.over, 0, 1);
    // Whoever waits looks up long before, but a thread that ran out of memory counts itself nowhere.
    if (!this.#await(this.#state.ended, END_MS)) this.#failure ??= new Error('a thread does not end');
    try {
      this.#requireWhole();
    } finally {
      for (const port of this.#ports) port.close();
    }
  }

  #start(task: LineTask): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const workerData: LineOrder = { task, ...this.#state, port: port2 };
    const worker = new Worker(new URL('./line-worker.js', import.meta.url), { workerData, transferList: [port2] });
    worker.on('error', () => undefined); // it has told, or `close` has missed it
    worker.unref();
    return port1;
  }

  /** @returns whether all of them have counted themselves in time */
  #await(word: Int32Array, timeoutMs: number): boolean {
    const end = performance.now() + timeoutMs;
    for (let count = Atomics.load(word, 0); count < this.#ports.length; count = Atomics.load(word, 0)) {
      const leftMs = end - performance.now();
      if (leftMs <= 0) return false;
      Atomics.wait(word, 0, count, leftMs);
    }
    return true;
  }

  #requireWhole(): void {
    for (const port of this.#ports) {
      const told = receiveMessageOnPort(port);
      if (told !== undefined) this.#failure ??= failureError(told.message as RemoteFailure);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
