import { isDeepStrictEqual } from 'node:util';
import { gicModel, predict } from '../../model/index.js';
import type { RunReply } from '../guest/run.js';
import type { KvmHost } from '../host/open.js';
import type { KvmClient } from '../remote/client.js';
import { unlessGone } from '../remote/gone.js';
import type { Difference } from './comparison.js';
import { divergences, type Divergence } from './divergences.js';
import { mustShow, runOf } from './documented.js';
import { expectedRun, quirks, type Quirk } from './quirks/index.js';
import { runOnKvm } from './rung.js';
import { rungOf } from './rungs.js';
import type { Seen } from './seen.js';

/** What the trace of a quirk or a divergence showed on this KVM. */
export interface DocumentedOutcome {
  readonly id: string;
  /** `shows`: as documented. `gone`: KVM does what one would expect instead. `otherwise`: neither of the two. */
  readonly kind: 'shows' | 'gone' | 'otherwise';
  /** Whether it is documented to show on this kernel and host. */
  readonly isListed: boolean;
  /** What KVM did `otherwise`. */
  readonly difference?: Difference;
}

type Judgement = Pick<DocumentedOutcome, 'kind' | 'difference'>;

/** Whether KVM is as documented: on a kernel that nobody has tried, something may show or be gone. */
export const isAsDocumented = ({ kind, isListed }: DocumentedOutcome): boolean =>
  kind === 'shows' || (kind === 'gone' && !isListed);

/** How often to try what does not show whenever the host happens to interrupt a vCPU in between. */
const FREE_ATTEMPTS = 40;

/** All that KVM is documented to do in its own way. */
export const documented: readonly (Quirk | Divergence)[] = [...quirks, ...divergences];

/**
 * Has KVM make the trace of documented quirks and divergences, until it is stopped or its host goes away: one that no
 * longer shows is as much news as a new one.
 * @param entries - all of them if not given
 */
export async function confirmDocumented(
  { client, kind: host }: KvmHost,
  entries: readonly (Quirk | Divergence)[] = documented,
  signal?: AbortSignal,
  onProgress?: (done: number, of: number) => void,
): Promise<readonly DocumentedOutcome[]> {
  const outcomes: DocumentedOutcome[] = [];
  await unlessGone(async () => {
    for (const entry of entries) {
      if (signal?.aborted === true) break;
      onProgress?.(outcomes.length, entries.length);
      const isListed = mustShow(entry, client.greeting.kernel, host);
      outcomes.push({ id: entry.id, isListed, ...(await confirm(client, entry)) });
    }
  });
  return outcomes;
}

async function confirm(client: KvmClient, entry: Quirk | Divergence): Promise<Judgement> {
  const rung = rungOf(entry.rung ?? 2);
  for (let left = rung.number === 3 ? FREE_ATTEMPTS : 1; ; left -= 1) {
    const [reply] = await runOnKvm(client, rung, [runOf(entry)]);
    const judgement = judge(entry, reply ?? { outcomes: [] });
    if (judgement.kind !== 'gone' || left === 1) return judgement;
  }
}

/** @param reply - what KVM answered to the trace */
export function judge(entry: Quirk | Divergence, reply: unknown): Judgement {
  const { compare } = rungOf(entry.rung ?? 2);
  const { met, difference } = compare(runOf(entry), reply);
  if ('without' in entry) {
    if (difference !== undefined) return { kind: 'otherwise', difference };
    return { kind: met.has(entry.id) ? 'shows' : 'gone' };
  }
  if (doesWhatIsExpected(entry, reply)) return { kind: 'gone' };
  return difference === undefined ? { kind: 'shows' } : { kind: 'otherwise', difference };
}

function doesWhatIsExpected(quirk: Quirk, reply: unknown): boolean {
  const run = expectedRun(quirk);
  // In rung 3 the model allows that, too: a vCPU that the host interrupts does what one would expect.
  if ('behaviour' in quirk.contrast) return rungOf(quirk.rung ?? 2).compare(run, reply).difference === undefined;
  const last = predict(gicModel, run.config, run.actions).at(-1);
  const seen = (reply as RunReply<Seen>).outcomes[quirk.trace.length - 1];
  return last !== undefined && isDeepStrictEqual(seen, { observation: last.observation, view: last.view });
}
