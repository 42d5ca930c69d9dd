import type { GicAction } from '../../model/index.js';
import { sampleAgentRuns, sampleFreeRuns, sampleFullRuns, sampleStoppedRuns } from '../../properties/kvm/sample.js';
import type { FreeReply, RunReply, RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import { isAgentAction } from '../subject/agent-subject.js';
import { isStoppedAction } from '../subject/distributor-subject.js';
import { isFreeAction } from '../subject/free-subject.js';
import { stoppedViewOf } from '../subject/stopped-view.js';
import { compareRun, type Comparison } from './compare.js';
import { compareFreely } from './compare-free.js';
import type { Seen } from './seen.js';

/** How far down the real thing goes: the distributor alone, or with vCPUs that run. */
export interface Rung {
  readonly number: 1 | 2 | 3 | 4;
  readonly title: string;
  /** What KVM's process is asked for. */
  readonly operation: string;
  /** Whether it has this action. */
  readonly supports: (action: GicAction) => boolean;
  /** @param listRegisters - how many a vCPU has */
  readonly sample: (seed: number, count: number, listRegisters: number) => readonly RunRequest[];
  /** @param reply - what the operation answered to the run */
  readonly compare: (run: RunRequest, reply: unknown) => Comparison;
}

const withGuest = (run: RunRequest, reply: unknown): Comparison =>
  compareRun(run, reply as RunReply<Seen>, (view) => view);
const doable = (runs: readonly RunRequest[]): readonly RunRequest[] =>
  runs.map(({ config, actions }) => ({ config, actions: actions.filter(isAgentAction) }));

export const rungs: readonly Rung[] = [
  {
    number: 1,
    title: 'the distributor, no vCPU runs',
    operation: 'runStopped',
    supports: isStoppedAction,
    sample: sampleStoppedRuns,
    compare: (run, reply) => compareRun(run, reply as RunReply<Seen>, stoppedViewOf),
  },
  {
    number: 2,
    title: 'with vCPUs that run the guest agent',
    operation: 'runAgent',
    supports: isAgentAction,
    sample: (seed, count) => doable(sampleAgentRuns(seed, count)),
    compare: withGuest,
  },
  {
    number: 3,
    title: 'with vCPUs that are in the guest at the same time',
    operation: 'runFree',
    supports: isFreeAction,
    sample: sampleFreeRuns,
    compare: (run, reply) => compareFreely(run, reply as FreeReply),
  },
  {
    number: 4,
    title: 'with more interrupts in flight than list registers',
    operation: 'runAgent',
    supports: isAgentAction,
    sample: sampleFullRuns,
    compare: withGuest,
  },
];

/** The rung of a number. */
export function rungOf(number: Rung['number']): Rung {
  const rung = rungs.find((one) => one.number === number);
  if (rung === undefined) throw new Error(`rung ${number} is in the table of rungs`);
  return rung;
}

/** Has KVM make runs. @returns what it answered to each */
export async function runOnKvm(
  client: KvmClient,
  rung: Rung,
  runs: readonly RunRequest[],
): Promise<readonly unknown[]> {
  return (await client.request(rung.operation, runs)) as readonly unknown[];
}
