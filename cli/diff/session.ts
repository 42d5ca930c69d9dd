import {
  checkContractOn,
  compareDelivery,
  confirmDocumented,
  diff,
  type ContractOutcome,
  type DeliveryOutcome,
  type DiffOptions,
  type DiffResult,
  type DocumentedOutcome,
  type KvmHost,
  type Rung,
} from '../../kvm-backend/index.js';
import { deliveryRuns } from '../../properties/index.js';
import { Progress } from '../progress.js';

/** What to do with a KVM. */
export interface Plan extends Omit<DiffOptions, 'signal' | 'onProgress'> {
  readonly rungs: readonly Rung[];
  /** Whether to have it show what it is documented to do, too. */
  readonly isDocumentedChecked: boolean;
  /** Random schedules of each SAFE profile that it acts out; none of the delivery runs without a number. */
  readonly schedules: number | undefined;
}

/** All that a use of the verb came to, as far as it came. */
export interface Found {
  /** What KVM answers to calls that it refuses or allows. */
  readonly contract: readonly ContractOutcome[];
  /** What it does otherwise than one would expect. */
  readonly known: readonly DocumentedOutcome[];
  /** The designs of the matrix, acted out. */
  readonly delivery: readonly DeliveryOutcome[];
  readonly results: readonly DiffResult[];
  /** Whether nothing is missing, because it was interrupted. */
  readonly isWhole: boolean;
}

/** Does one part after the other, until it is interrupted: what was found by then is found. */
export async function compareAll(host: KvmHost, plan: Plan, signal: AbortSignal): Promise<Found> {
  const contract = plan.isDocumentedChecked ? await checkContractOn(host.client) : [];
  const known = plan.isDocumentedChecked ? await confirmDocumented(host, signal) : [];
  const delivery = plan.schedules === undefined ? [] : await actOutAll(host, plan.seed, plan.schedules, signal);
  const results: DiffResult[] = [];
  for (const rung of plan.rungs) {
    if (!signal.aborted) results.push(await diffRung(host, rung, { ...plan, signal }));
  }
  return { contract, known, delivery, results, isWhole: !signal.aborted };
}

async function actOutAll(
  { client }: KvmHost,
  seed: number,
  schedules: number,
  signal: AbortSignal,
): Promise<readonly DeliveryOutcome[]> {
  if (signal.aborted) return [];
  const runs = deliveryRuns(seed, schedules);
  const progress = new Progress('designs', 'runs');
  return compareDelivery(client, runs, signal, (done) => progress.update(done, runs.length)).finally(() =>
    progress.stop(),
  );
}

async function diffRung({ client }: KvmHost, rung: Rung, options: DiffOptions): Promise<DiffResult> {
  const progress = new Progress(`rung ${rung.number}`, 'runs');
  const onProgress = (runs: number, ofRuns: number): void => progress.update(runs, ofRuns);
  return diff(client, rung, { ...options, onProgress }).finally(() => progress.stop());
}
