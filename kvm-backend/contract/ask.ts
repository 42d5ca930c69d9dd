import type { KvmClient } from '../remote/client.js';
import { unlessGone } from '../remote/gone.js';
import type { ContractCase } from './case.js';
import { contractCases } from './cases/index.js';
import type { ContractOutcome } from './check.js';

/** So many cases go to KVM in one request: what was answered before its host went away is kept. */
const CASES_A_REQUEST = 8;

/**
 * Has KVM provoke answers that it documents, until it is stopped or its host goes away.
 * @param cases - all of them if not given
 */
export async function checkContractOn(
  client: KvmClient,
  cases: readonly ContractCase[] = contractCases,
  signal?: AbortSignal,
  onProgress?: (done: number, of: number) => void,
): Promise<readonly ContractOutcome[]> {
  const ids = cases.map(({ id }) => id);
  const outcomes: ContractOutcome[] = [];
  await unlessGone(async () => {
    for (let at = 0; at < ids.length; at += CASES_A_REQUEST) {
      if (signal?.aborted === true) break;
      onProgress?.(at, ids.length);
      outcomes.push(...(await client.request('contract', ids.slice(at, at + CASES_A_REQUEST))));
    }
  });
  return outcomes;
}
