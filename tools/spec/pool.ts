import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Job, Row } from './row.js';

/** What a worker is started with. */
export interface WorkerTask {
  readonly isLarge: boolean;
}

/**
 * Makes all checks, as many at a time as there are cores: one worker each, which takes the next one when it is done.
 *
 * @param jobs - those that the workers make for themselves as well; only their numbers are sent
 * @param onRow - is told of each row as it comes
 * @returns the rows in the order of the jobs
 */
export async function runAll(
  jobs: readonly Job[],
  task: WorkerTask,
  onRow: (row: Row, done: number) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next = 0;
  let done = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('worker.js', import.meta.url), { workerData: task });
      let at = -1;
      const goOn = (): void => {
        at = next;
        next += 1;
        if (at < jobs.length) worker.postMessage(at, []);
        else void worker.terminate().then(() => resolve());
      };
      const fail = (error: Error): void => {
        next = jobs.length;
        reject(error);
      };
      worker.on('error', fail);
      worker.on('exit', (code) => at < jobs.length && fail(new Error(`a worker ended with ${code}`)));
      worker.on('message', (row: Row) => {
        // Worker and we have made the same list.
        if (row.part !== jobs[at]?.part || row.what !== jobs[at]?.what) fail(new Error(`not job ${at}: ${row.what}`));
        rows[at] = row;
        done += 1;
        onRow(row, done);
        goOn();
      });
      goOn();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, work));
  return rows;
}
