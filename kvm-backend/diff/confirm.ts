import type { KvmClient } from '../remote/client.js';
import type { ContractOutcome } from '../contract/check.js';
import type { Difference } from './compare.js';
import { comparisonsOf } from './diff.js';
import { quirks, runOfQuirk } from './quirks.js';
import { rungs } from './rung.js';

/** Whether KVM does what one of its documented quirks says. */
export interface QuirkOutcome {
  readonly id: string;
  readonly confirmed: boolean;
  /** Where KVM does something else. */
  readonly difference?: Difference;
}

/** Has KVM make the trace of each documented quirk: one that no longer shows is as much news as a new one. */
export async function confirmQuirks(client: KvmClient): Promise<readonly QuirkOutcome[]> {
  const withGuest = rungs.find(({ number }) => number === 2);
  if (withGuest === undefined) throw new Error('rung 2 is in the table of rungs');
  const comparisons = await comparisonsOf(client, withGuest, quirks.map(runOfQuirk));
  return quirks.map(({ id }, index) => {
    const difference = comparisons[index]?.difference;
    return { id, confirmed: difference === undefined, ...(difference === undefined ? {} : { difference }) };
  });
}

/** Has KVM provoke each refusal that it documents. */
export async function checkContractOn(client: KvmClient): Promise<readonly ContractOutcome[]> {
  return (await client.request('contract', {})) as readonly ContractOutcome[];
}
