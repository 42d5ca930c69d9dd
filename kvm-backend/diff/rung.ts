import type { GicView } from '../../model/index.js';
import { sampleAgentRuns, sampleStoppedRuns } from '../../properties/kvm/sample.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import { isAgentAction } from '../subject/agent-subject.js';
import { stoppedViewOf } from '../subject/stopped-view.js';
import type { Seen } from './seen.js';

/** How far down the real thing goes: the distributor alone, or with vCPUs that run. */
export interface Rung {
  readonly number: 1 | 2;
  readonly title: string;
  /** What KVM's process is asked for. */
  readonly operation: string;
  /** The part of the model's view that KVM can show here. */
  readonly project: (view: GicView) => Seen['view'];
  readonly sample: (seed: number, count: number) => readonly RunRequest[];
}

export const rungs: readonly Rung[] = [
  {
    number: 1,
    title: 'the distributor, no vCPU runs',
    operation: 'runStopped',
    project: stoppedViewOf,
    sample: sampleStoppedRuns,
  },
  {
    number: 2,
    title: 'with vCPUs that run the guest agent',
    operation: 'runAgent',
    project: (view) => view,
    sample: (seed, count) =>
      sampleAgentRuns(seed, count).map(({ config, actions }) => ({ config, actions: actions.filter(isAgentAction) })),
  },
];

/** Has KVM make runs. */
export async function runOnKvm(
  client: KvmClient,
  rung: Rung,
  runs: readonly RunRequest[],
): Promise<readonly RunReply<Seen>[]> {
  return (await client.request(rung.operation, runs)) as readonly RunReply<Seen>[];
}
