import { parentPort, workerData } from 'node:worker_threads';
import { jobsOf } from './jobs.js';
import type { WorkerTask } from './pool.js';
import { timed, type Row } from './row.js';

const { isLarge } = workerData as WorkerTask;
const jobs = jobsOf(isLarge);

// Before anything is awaited: a message that nobody listens for is lost.
parentPort?.on('message', (at: number) => {
  void make(at).then((row) => parentPort?.postMessage(row, []));
});

async function make(at: number): Promise<Row> {
  const job = (await jobs)[at];
  if (job === undefined) throw new Error(`no job ${at}`);
  return timed(job);
}
