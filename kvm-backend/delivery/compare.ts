import { differences, viewOfModel } from '../../properties/delivery/view.js';
import type { ActedRun } from '../../properties/kvm/delivery-runs.js';
import type { KvmClient } from '../remote/client.js';
import { unlessGone } from '../remote/gone.js';
import type { DeliveryReply, DeliveryRequest } from './act.js';

/** What came of a run of the delivery model on KVM. */
export interface DeliveryOutcome {
  readonly names: readonly string[];
  readonly kind: ActedRun['kind'];
  readonly steps: number;
  /** What went otherwise than in the model; nothing when KVM went the model's way, and lost what the model loses. */
  readonly wrong?: string;
}

/** Few enough for the deadline of a request on a busy emulated host. */
const RUNS_A_REQUEST = 5;

/** Has KVM act out runs of the delivery model until its host goes away, and compares the two after every step. */
export async function compareDelivery(
  client: KvmClient,
  runs: readonly ActedRun[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<readonly DeliveryOutcome[]> {
  const outcomes: DeliveryOutcome[] = [];
  await unlessGone(async () => {
    for (let at = 0; at < runs.length && !signal.aborted; at += RUNS_A_REQUEST) {
      const some = runs.slice(at, at + RUNS_A_REQUEST);
      const replies = await client.request('actOut', some.map(requestOf));
      outcomes.push(
        ...some.map((run, index) => judgeDelivery(run, replies[index] ?? { views: [], isQuiescent: false })),
      );
      onProgress(outcomes.length);
    }
  });
  return outcomes;
}

const requestOf = ({ profile, threads, run }: ActedRun): DeliveryRequest => ({
  profile,
  threads,
  steps: run.steps.map(({ process, action }) => ({ process, action })),
});

/** @param reply - what KVM came to by the steps of the run */
export function judgeDelivery({ names, kind, run }: ActedRun, reply: DeliveryReply): DeliveryOutcome {
  const wrong = whatIsWrong({ kind, run }, reply);
  return { names, kind, steps: run.steps.length, ...(wrong === undefined ? {} : { wrong }) };
}

function whatIsWrong({ kind, run }: Pick<ActedRun, 'kind' | 'run'>, reply: DeliveryReply): string | undefined {
  for (const [index, { action, after }] of run.steps.entries()) {
    const at = `step ${index + 1} of ${run.steps.length} (${action.kind})`;
    const view = reply.views[index];
    if (view === undefined) return `KVM could not go on at ${at}: ${reply.crash ?? 'no answer'}`;
    const different = differences(viewOfModel(after), view);
    if (different.length > 0) return `KVM went another way at ${at}: ${different.join(', ')}`;
  }
  if (!reply.isQuiescent) return 'KVM signals its PE where nobody comes in the model';
  const hasLost = reply.views.at(-1)?.work !== 0;
  if (hasLost !== (kind === 'lost')) return hasLost ? 'an event was lost' : 'no event was lost';
  return undefined;
}
