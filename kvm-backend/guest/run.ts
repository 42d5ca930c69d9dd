import type { GicAction, GicConfig } from '../../model/index.js';
import { DistributorSubject, type StoppedOutcome } from '../subject/distributor-subject.js';
import { Kvm } from '../vm/kvm.js';

/** A run to make. */
export interface RunRequest {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
}

/** What a run led to; shorter than its actions when KVM refused one. */
export interface RunReply<Outcome> {
  readonly outcomes: readonly Outcome[];
  readonly crash?: string;
}

/** Makes runs on the distributor of a VM whose vCPUs do not run, each on a VM of its own. */
export function runStopped(runs: readonly RunRequest[]): readonly RunReply<StoppedOutcome>[] {
  const kvm = Kvm.open();
  try {
    return runs.map((run) => runOne(kvm, run));
  } finally {
    kvm.close();
  }
}

function runOne(kvm: Kvm, { config, actions }: RunRequest): RunReply<StoppedOutcome> {
  const subject = new DistributorSubject(kvm, config);
  const outcomes: StoppedOutcome[] = [];
  try {
    for (const [index, action] of actions.entries()) {
      const observation = subject.apply(action);
      outcomes.push({ observation, view: subject.observe(index === actions.length - 1) });
    }
    return { outcomes };
  } catch (error) {
    return { outcomes, crash: error instanceof Error ? error.message : String(error) };
  } finally {
    subject.close();
  }
}
