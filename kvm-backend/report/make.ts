import type { ContractOutcome } from '../contract/check.js';
import type { DeliveryOutcome } from '../delivery/compare.js';
import type { DocumentedOutcome } from '../diff/confirm.js';
import type { DiffResult } from '../diff/diff.js';
import type { ScenarioOutcome } from '../diff/scenarios.js';
import { qemuVersion } from '../host/qemu.js';
import type { KvmHost } from '../host/open.js';
import type { KvmReport } from './report.js';

/** All that was found on a KVM. */
export interface ReportedFindings {
  readonly contract: readonly ContractOutcome[];
  readonly known: readonly DocumentedOutcome[];
  readonly scenarios: readonly ScenarioOutcome[];
  readonly delivery: readonly DeliveryOutcome[];
  /** Those of other subjects are left out. */
  readonly results: readonly DiffResult[];
  readonly isWhole: boolean;
  /** How often the host fell silent and was started again. */
  readonly restarts: number;
}

/** Where, with what and when it was found. */
export type ReportedPlace = Pick<KvmReport, 'day' | 'host' | 'machine' | 'kernel' | 'architecture' | 'versions'>;

/** Asks the host what it is. @param irqline - the version of this program @param now - milliseconds since 1970 */
export async function placeOf({ client, kind }: KvmHost, irqline: string, now: number): Promise<ReportedPlace> {
  const { model, processor, processors } = await client.request('machine');
  const { kernel, architecture, node } = client.greeting;
  return {
    day: new Date(now).toISOString().slice(0, 10),
    host: kind,
    machine: { model: wordsOf(model), processor: wordsOf(processor), processors },
    kernel: wordsOf(kernel),
    architecture,
    versions: { irqline, node, qemu: kind === 'emulated' ? await qemuVersion() : null },
  };
}

/** The report of what was found. @param seed - of the runs */
export function makeReport(place: ReportedPlace, seed: number, findings: ReportedFindings): KvmReport {
  const { contract, known, scenarios, delivery, results, isWhole, restarts } = findings;
  const came = (kind: DeliveryOutcome['kind']): number =>
    delivery.filter((outcome) => outcome.kind === kind && outcome.wrong === undefined).length;
  return {
    ...place,
    seed,
    isWhole,
    ...(restarts === 0 ? {} : { restarts }),
    contract: {
      calls: contract.length,
      wrong: contract.filter(({ expected, actual }) => expected !== actual).map(({ id }) => id),
    },
    known: known.map(({ id, kind, isListed }) => ({ id, kind, isListed })),
    scenarios: {
      acted: scenarios.length,
      wrong: scenarios.filter(({ kind }) => kind === 'differs').map(({ id }) => wordsOf(id)),
    },
    delivery: {
      lost: came('lost'),
      saved: came('saved'),
      safe: came('safe'),
      wrong: delivery.filter(({ wrong }) => wrong !== undefined).map(({ names }) => wordsOf(names[0] ?? '')),
    },
    rungs: results
      .filter(({ subject }) => subject === 'kvm')
      .map(({ rung, verdict, runs, actions, injected, explained, failure }) => ({
        rung,
        verdict,
        runs,
        actions,
        injected,
        explained,
        ...(failure === undefined ? {} : { failedWith: failure.seed }),
      })),
  };
}

/** A name that somebody else chose, without what a report does not take. */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/[^\w .,:()+~@-]+/g, ' ')
    .slice(0, 100)
    .trim() || 'unknown';
