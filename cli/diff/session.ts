import {
  checkContractOn,
  compareDelivery,
  compareScenarios,
  confirmDocumented,
  confirmQemu,
  countListRegisters,
  diff,
  type DeliveryOutcome,
  type DiffOptions,
  type DiffResult,
  kvmSubject,
  qemuSubject,
  type QemuMachines,
  softGicSubject,
  type DiffSubject,
  type DocumentedOutcome,
  type KvmHost,
  type ReportedFindings,
  type Rung,
  type ScenarioOutcome,
  type SubjectName,
  unlessGone,
} from '../../kvm-backend/index.js';
import type { IrqlineError } from '../../spec/index.js';
import { Progress } from '../progress.js';
import type { Selection } from './selection.js';

/** What to do. */
export interface Plan extends Omit<DiffOptions, 'signal' | 'onProgress'> {
  readonly against: readonly SubjectName[];
  /** Where QEMU is compared, if it is. */
  readonly machines?: QemuMachines;
  readonly rungs: readonly Rung[];
  /** What KVM is to show beside the runs. */
  readonly selection: Selection;
}

/** All that a use of the verb came to, as far as it came; it is whole if nobody interrupted it and neither KVM's host nor QEMU went away. */
export interface Found extends ReportedFindings {
  /** Why KVM's host or QEMU went away before all was done, unless it was interrupted anyway. */
  readonly ended?: IrqlineError;
  /** What QEMU is, and what its documented quirks and divergences came to, if it is compared. */
  readonly qemu?: { readonly version: string; readonly known: readonly DocumentedOutcome[] };
}

/**
 * Does one part after the other, until it is interrupted or the host goes away: what was found by then is found. Without
 * QEMU the others go on.
 * @param host - where KVM runs, if the plan is against it
 */
export async function compareAll(host: KvmHost | undefined, plan: Plan, signal: AbortSignal): Promise<Found> {
  const documented = host === undefined ? nothing : await checkKvm(host, plan, signal);
  const qemu = await checkQemu(plan, signal);
  const results = await diffAll(host, plan, signal);
  const gone = host?.client.gone ?? plan.machines?.gone;
  const ended = signal.aborted || gone === undefined ? {} : { ended: gone };
  return {
    ...documented,
    ...qemu,
    results,
    isWhole: !signal.aborted && gone === undefined,
    restarts: host?.client.restarts ?? 0,
    ...ended,
  };
}

async function diffAll(host: KvmHost | undefined, plan: Plan, signal: AbortSignal): Promise<readonly DiffResult[]> {
  const results: DiffResult[] = [];
  await unlessGone(async () => {
    const subjects = await Promise.all(plan.against.map((name) => subjectOf(name, host, plan)));
    for (const rung of plan.rungs) {
      if (signal.aborted || host?.client.gone !== undefined) break;
      results.push(...(await diffRung(subjects, rung, { ...plan, signal })));
    }
  });
  return results;
}

type Documented = Pick<Found, 'contract' | 'known' | 'delivery' | 'scenarios'>;
const nothing: Documented = { contract: [], known: [], delivery: [], scenarios: [] };

async function checkKvm(host: KvmHost, { selection }: Plan, signal: AbortSignal): Promise<Documented> {
  return {
    contract: await checkCalls(host, selection, signal),
    known: await confirmAll(host, selection, signal),
    delivery: await actOutAll(host, selection, signal),
    scenarios: await actScenariosOut(host, selection, signal),
  };
}

async function checkQemu({ machines, selection }: Plan, signal: AbortSignal): Promise<Pick<Found, 'qemu'>> {
  if (machines === undefined) return {};
  const manned = await unlessGone(() => machines.ofSize(1));
  if (manned === undefined) return {};
  return { qemu: { version: manned.machine.version, known: await confirmQemu(machines, selection.qemu, signal) } };
}

async function checkCalls({ client }: KvmHost, { calls }: Selection, signal: AbortSignal): Promise<Found['contract']> {
  const progress = new Progress('contract', 'calls');
  const onProgress = (done: number, of: number): void => progress.update(done, of);
  return checkContractOn(client, calls, signal, onProgress).finally(() => progress.stop());
}

async function confirmAll(host: KvmHost, { known }: Selection, signal: AbortSignal): Promise<Found['known']> {
  const progress = new Progress('quirks', 'traces');
  const onProgress = (done: number, of: number): void => progress.update(done, of);
  return confirmDocumented(host, known, signal, onProgress).finally(() => progress.stop());
}

async function actScenariosOut(
  { client }: KvmHost,
  { scenarios }: Selection,
  signal: AbortSignal,
): Promise<readonly ScenarioOutcome[]> {
  if (scenarios.length === 0) return [];
  const listRegisters = await unlessGone(() => countListRegisters(client));
  if (listRegisters === undefined) return [];
  const progress = new Progress('scenarios', 'scenarios');
  const onProgress = (done: number, of: number): void => progress.update(done, of);
  return compareScenarios(client, listRegisters, scenarios, signal, onProgress).finally(() => progress.stop());
}

async function subjectOf(
  name: SubjectName,
  host: KvmHost | undefined,
  { rungs, machines }: Plan,
): Promise<DiffSubject> {
  if (name === 'soft-gic') return softGicSubject();
  if (name === 'qemu' && machines !== undefined) return qemuSubject(machines);
  if (host === undefined) throw new Error('a plan comes with the hosts of its subjects');
  // Also of rung 2, which makes the runs of a trace that needs more of them, or fewer.
  const hasGuest = rungs.some(({ number }) => number > 1);
  return kvmSubject(host.client, hasGuest ? await countListRegisters(host.client) : undefined);
}

async function actOutAll(
  { client }: KvmHost,
  { designs }: Selection,
  signal: AbortSignal,
): Promise<readonly DeliveryOutcome[]> {
  if (signal.aborted) return [];
  const runs = designs();
  const progress = new Progress('designs', 'runs');
  return compareDelivery(client, runs, signal, (done) => progress.update(done, runs.length)).finally(() =>
    progress.stop(),
  );
}

async function diffRung(
  subjects: readonly DiffSubject[],
  rung: Rung,
  options: DiffOptions,
): Promise<readonly DiffResult[]> {
  const progress = new Progress(`rung ${rung.number}`, 'runs');
  const onProgress = (runs: number, ofRuns: number): void => progress.update(runs, ofRuns);
  return diff(subjects, rung, { ...options, onProgress }).finally(() => progress.stop());
}
