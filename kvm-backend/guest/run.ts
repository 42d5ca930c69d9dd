import type { GicAction, GicConfig, GicObservation, GicView } from '../../model/index.js';
import { crashOf } from '../crash.js';
import { AgentSubject } from '../subject/agent-subject.js';
import { DistributorSubject } from '../subject/distributor-subject.js';
import { playFreely, type FreeOutcome } from '../subject/free-subject.js';
import type { StoppedView } from '../subject/stopped-view.js';
import type { Injection } from '../vgic/injection.js';
import { Kvm } from '../vm/kvm.js';

/** A run to make. */
export interface RunRequest {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
  /**
   * How the lines of SPIs are driven; by KVM_IRQ_LINE unless it says otherwise, and levels so in any case while vCPUs stay
   * in the guest.
   */
  readonly injection?: Partial<Injection>;
}

/** What a run led to; shorter than its actions when KVM refused one. */
export interface RunReply<Seen> {
  readonly outcomes: readonly Seen[];
  readonly crash?: string;
}

/** What a run of vCPUs that stay in the guest led to. */
export interface FreeReply {
  readonly outcome?: FreeOutcome;
  readonly crash?: string;
}

/** A vGIC that runs are made on. */
interface RunSubject<View> {
  apply(action: GicAction): GicObservation;
  observe(last: boolean): View;
  close(): void;
}

/** What an action led to. */
export interface Outcome<View> {
  readonly observation: GicObservation;
  readonly view: View;
}

/** Makes runs on the distributor of a VM whose vCPUs do not run, each on a VM of its own. */
export function runStopped(runs: readonly RunRequest[]): readonly RunReply<Outcome<StoppedView>>[] {
  return runAll(runs, (kvm, { config, injection }) => new DistributorSubject(kvm, config, injection));
}

/** Makes runs on a VM whose vCPUs run the guest agent, each on a VM of its own. */
export function runAgent(runs: readonly RunRequest[]): readonly RunReply<Outcome<GicView>>[] {
  return runAll(runs, (kvm, { config, injection }) => new AgentSubject(kvm, config, injection));
}

/** Makes runs on VMs whose vCPUs are in the guest at the same time. */
export function runFree(runs: readonly RunRequest[]): readonly FreeReply[] {
  const kvm = Kvm.open();
  try {
    return runs.map((run) => runFreelyOn(kvm, run));
  } finally {
    kvm.close();
  }
}

/** Makes a run on a VM of its own whose vCPUs are in the guest at the same time. */
export function runFreelyOn(kvm: Kvm, { config, actions, injection }: RunRequest): FreeReply {
  try {
    return { outcome: playFreely(kvm, config, actions, injection) };
  } catch (error) {
    return { crash: crashOf(error) };
  }
}

function runAll<View>(
  runs: readonly RunRequest[],
  make: (kvm: Kvm, run: RunRequest) => RunSubject<View>,
): readonly RunReply<Outcome<View>>[] {
  const kvm = Kvm.open();
  try {
    return runs.map((run) => runOn(make(kvm, run), run.actions));
  } finally {
    kvm.close();
  }
}

/** Makes a run on a vGIC that is fresh, and closes it. */
export function runOn<View>(subject: RunSubject<View>, actions: readonly GicAction[]): RunReply<Outcome<View>> {
  const outcomes: Outcome<View>[] = [];
  try {
    for (const [index, action] of actions.entries()) {
      const observation = subject.apply(action);
      outcomes.push({ observation, view: subject.observe(index === actions.length - 1) });
    }
    return { outcomes };
  } catch (error) {
    return { outcomes, crash: crashOf(error) };
  } finally {
    subject.close();
  }
}
