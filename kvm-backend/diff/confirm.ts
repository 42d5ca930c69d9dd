import { isDeepStrictEqual } from 'node:util';
import { gicModel, predict } from '../../model/index.js';
import type { ContractOutcome } from '../contract/check.js';
import type { RunReply } from '../guest/run.js';
import type { KvmHost } from '../host/open.js';
import type { KvmClient } from '../remote/client.js';
import { compareRun, type Difference } from './compare.js';
import { divergences, type Divergence } from './divergences.js';
import { mustShow, runOf } from './documented.js';
import { expectedRun, quirks, type Quirk } from './quirks/index.js';
import { rungs, runOnKvm, type Rung } from './rung.js';
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

/** Whether KVM is as documented: on a kernel that nobody has tried, something may show or be gone. */
export const isAsDocumented = ({ kind, isListed }: DocumentedOutcome): boolean =>
  kind === 'shows' || (kind === 'gone' && !isListed);

/**
 * Has KVM make the trace of each documented quirk and divergence, until it is stopped: one that no longer shows is as
 * much news as a new one.
 */
export async function confirmDocumented(
  { client, kind: host }: KvmHost,
  signal?: AbortSignal,
): Promise<readonly DocumentedOutcome[]> {
  const outcomes: DocumentedOutcome[] = [];
  for (const entry of [...quirks, ...divergences]) {
    if (signal?.aborted === true) break;
    const rung = rungOf(entry.rung ?? 2);
    const [reply] = await runOnKvm(client, rung, [runOf(entry)]);
    const isListed = mustShow(entry, client.greeting.kernel, host);
    outcomes.push({ id: entry.id, isListed, ...judge(entry, rung, reply ?? { outcomes: [] }) });
  }
  return outcomes;
}

/** @param reply - what KVM answered to the trace */
export function judge(
  entry: Quirk | Divergence,
  rung: Rung,
  reply: RunReply<Seen>,
): Pick<DocumentedOutcome, 'kind' | 'difference'> {
  const { met, difference } = compareRun(runOf(entry), reply, rung.project);
  if ('without' in entry) {
    if (difference !== undefined) return { kind: 'otherwise', difference };
    return { kind: met.has(entry.id) ? 'shows' : 'gone' };
  }
  if (difference === undefined) return { kind: 'shows' };
  return isDeepStrictEqual(reply.outcomes[entry.trace.length - 1], lastExpected(entry, rung))
    ? { kind: 'gone' }
    : { kind: 'otherwise', difference };
}

function lastExpected(quirk: Quirk, { project }: Rung): Seen | undefined {
  const { config, actions } = expectedRun(quirk);
  const last = predict(gicModel, config, actions).at(-1);
  return last && { observation: last.observation, view: project(last.view) };
}

function rungOf(number: Rung['number']): Rung {
  const rung = rungs.find((one) => one.number === number);
  if (rung === undefined) throw new Error(`rung ${number} is in the table of rungs`);
  return rung;
}

/** Has KVM provoke each refusal that it documents. */
export async function checkContractOn(client: KvmClient): Promise<readonly ContractOutcome[]> {
  return (await client.request('contract', {})) as readonly ContractOutcome[];
}
