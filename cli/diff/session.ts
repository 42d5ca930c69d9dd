import {
  checkContractOn,
  confirmDocumented,
  diff,
  type ContractOutcome,
  type DiffOptions,
  type DiffResult,
  type DocumentedOutcome,
  type KvmHost,
  type Rung,
} from '../../kvm-backend/index.js';
import { Progress } from '../progress.js';

/** What KVM is documented to do, and whether it does. */
export interface Documented {
  /** What it answers to calls that it refuses or allows. */
  readonly contract: readonly ContractOutcome[];
  /** What it does otherwise than one would expect. */
  readonly known: readonly DocumentedOutcome[];
}

/** All that a use of the verb came to. */
export interface Found {
  readonly host: KvmHost;
  readonly documented: Documented;
  readonly results: readonly DiffResult[];
}

export const nothingDocumented: Documented = { contract: [], known: [] };

/** Has KVM show all that it is documented to do. */
export async function checkDocumented(host: KvmHost): Promise<Documented> {
  return { contract: await checkContractOn(host.client), known: await confirmDocumented(host) };
}

/** Makes the runs of each rung, until one of them is interrupted. */
export async function diffAll(
  host: KvmHost,
  wanted: readonly Rung[],
  options: DiffOptions,
): Promise<readonly DiffResult[]> {
  const results: DiffResult[] = [];
  for (const rung of wanted) {
    if (options.signal?.aborted === true) break;
    const progress = new Progress(`rung ${rung.number}`, 'runs');
    const onProgress = (runs: number, ofRuns: number): void => progress.update(runs, ofRuns);
    results.push(await diff(host.client, rung, { ...options, onProgress }).finally(() => progress.stop()));
  }
  return results;
}
