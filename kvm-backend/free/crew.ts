import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Answer, Equipment, Job } from './thread.js';

/**
 * Threads that run one vCPU each, kept for the life of the process: they take longer to start than most runs. Our own
 * thread waits for them without its event loop, as every operation of this process is one call.
 */
class Crew {
  readonly #answered = new SharedArrayBuffer(4);
  readonly #count = new Int32Array(this.#answered);
  readonly #ports: MessagePort[] = [];

  /** How many threads there are by now. */
  get size(): number {
    return this.#ports.length;
  }

  /** Gives each job to a thread of its own, and returns at once. */
  start(jobs: readonly Job[]): void {
    Atomics.store(this.#count, 0, 0);
    for (const [index, job] of jobs.entries()) {
      const port = this.#portOf(index);
      port.postMessage(job);
    }
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

  /** What they answered, in the order of the jobs. */
  answers(jobs: number): readonly Answer[] {
    return this.#ports.slice(0, jobs).map((port) => {
      const { message }: { message: Answer } = receiveMessageOnPort(port) ?? { message: { failure: 'no answer' } };
      return message;
    });
  }

  #portOf(index: number): MessagePort {
    const known = this.#ports[index];
    if (known !== undefined) return known;
    const { port1, port2 } = new MessageChannel();
    const equipment: Equipment = { port: port2, answered: this.#answered };
    const worker = new Worker(new URL('thread.js', import.meta.url), { workerData: equipment, transferList: [port2] });
    worker.unref();
    port1.unref();
    this.#ports[index] = port1;
    return port1;
  }
}

export const crew = new Crew();
