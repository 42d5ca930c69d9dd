import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { RemoteFailure } from '../remote/protocol.js';
import { interruptThread } from '../system/thread.js';
import type { Answer, Equipment, Job } from './thread.js';

/** Of a thread that was never heard. */
const nothing: RemoteFailure = { code: 'KVM_GUEST_FAULT', message: 'no answer' };

/** One of them, as our own thread sees it. */
interface Member {
  readonly port: MessagePort;
  /** The thread's own name for itself; 0 until it runs. */
  readonly name: BigInt64Array;
}

/**
 * Threads that run one vCPU each, kept for the life of the process: they take longer to start than most runs. Our own
 * thread waits for them without its event loop, as every operation of this process is one call.
 */
export class Crew {
  readonly #answered = new SharedArrayBuffer(4);
  readonly #count = new Int32Array(this.#answered);
  readonly #members: Member[] = [];

  /** How many threads there are by now. */
  get size(): number {
    return this.#members.length;
  }

  /**
   * Gives each job to a thread of its own, and returns as soon as all of these run: how long a new one takes to start is
   * nobody's patience. Everyone has answered the jobs before.
   */
  start(jobs: readonly Job[]): void {
    Atomics.store(this.#count, 0, 0);
    while (this.#members.length < jobs.length) this.#members.push(this.#hire());
    const called = this.#members.slice(0, jobs.length);
    for (const { name } of called) Atomics.wait(name, 0, 0n);
    for (const [index, { port }] of called.entries()) port.postMessage(jobs[index]);
  }

  /** Waits until so many have answered. @returns whether they have */
  wait(jobs: number, timeoutMs: number): boolean {
    const end = performance.now() + timeoutMs;
    for (let answers = Atomics.load(this.#count, 0); answers < jobs; answers = Atomics.load(this.#count, 0)) {
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#count, 0, answers, left);
    }
    return true;
  }

  /** Interrupts what those with the first so many jobs are doing: KVM_RUN, if they have not answered yet. */
  interrupt(jobs: number): void {
    for (const { name } of this.#members.slice(0, jobs)) interruptThread(Atomics.load(name, 0));
  }

  /** What they answered, in the order of the jobs. */
  answers(jobs: number): readonly Answer[] {
    return this.#members.slice(0, jobs).map(({ port }) => {
      const { message }: { message: Answer } = receiveMessageOnPort(port) ?? { message: { failure: nothing } };
      return message;
    });
  }

  #hire(): Member {
    const { port1, port2 } = new MessageChannel();
    const name = new SharedArrayBuffer(8);
    const equipment: Equipment = { port: port2, answered: this.#answered, name };
    const worker = new Worker(new URL('thread.js', import.meta.url), { workerData: equipment, transferList: [port2] });
    worker.unref();
    port1.unref();
    return { port: port1, name: new BigInt64Array(name) };
  }
}

export const crew = new Crew();
