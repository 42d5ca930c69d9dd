import type { GicAction } from '../../model/index.js';
import type { RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import type { Injection } from '../vgic/injection.js';
import type { Comparison } from './comparison.js';

/** How far down the real thing goes: the distributor alone, or with vCPUs that run. */
export interface Rung {
  readonly number: 1 | 2 | 3 | 4;
  readonly title: string;
  /** What KVM's process is asked for. */
  readonly operation: 'runStopped' | 'runAgent' | 'runFree';
  /** Whether it has this action. */
  readonly supports: (action: GicAction) => boolean;
  /** In which ways it can drive the lines of SPIs. */
  readonly injections: readonly Injection[];
  /** @param listRegisters - how many a vCPU has */
  readonly sample: (seed: number, count: number, listRegisters: number) => readonly RunRequest[];
  /** @param reply - what the operation answered to the run */
  readonly compare: (run: RunRequest, reply: unknown) => Comparison;
}

/** Has KVM make runs. @returns what it answered to each */
export async function runOnKvm(
  client: KvmClient,
  rung: Rung,
  runs: readonly RunRequest[],
): Promise<readonly unknown[]> {
  return client.request(rung.operation, runs);
}
