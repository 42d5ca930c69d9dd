import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeReport, type KvmReport } from '../../kvm-backend/index.js';
import { IrqlineError } from '../../spec/index.js';
import { table, type Sections } from './sections.js';

const folder = fileURLToPath(new URL('../../../kvm-backend/reports', import.meta.url));

/** The README's table of contributed reports. @throws IrqlineError REPORT_* with the name of the file */
export function reportSections(): Sections {
  return { reports: reportTable(readdirSync(folder).sort().map(reportIn)) };
}

function reportIn(name: string): KvmReport {
  try {
    return decodeReport(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    if (error instanceof IrqlineError) throw new IrqlineError(error.code, `${name}: ${error.detail}`, { cause: error });
    throw error;
  }
}

/** One line a report. */
export function reportTable(reports: readonly KvmReport[]): string {
  return table(
    [
      'KVM of Linux',
      'on',
      'day',
      'verdict',
      'actions',
      'calls',
      'quirks and divergences',
      'scenarios',
      'lost, saved, safe',
    ],
    reports.map((report) => {
      const { kernel, day, contract, known, scenarios, delivery, rungs } = report;
      const actions = rungs.reduce((sum, rung) => sum + rung.actions, 0);
      const shown = known.filter(({ kind }) => kind === 'shows').length;
      return [
        kernel,
        placeText(report),
        day,
        isAsExpected(report) ? 'as documented' : '**differs**',
        actions.toLocaleString('en'),
        `${contract.calls - contract.wrong.length} of ${contract.calls}`,
        `${shown} of ${known.length} show`,
        `${scenarios.acted - scenarios.wrong.length} of ${scenarios.acted}`,
        [delivery.lost, delivery.saved, delivery.safe].join(', '),
      ];
    }),
  );
}

const placeText = ({ host, machine, versions }: KvmReport): string =>
  host === 'native'
    ? `**native**: ${machine.model} (${machine.processor})`
    : `emulated by QEMU ${versions.qemu ?? 'unknown'} (${machine.processor})`;

function isAsExpected({ contract, known, scenarios, delivery, rungs }: KvmReport): boolean {
  return (
    contract.wrong.length === 0 &&
    scenarios.wrong.length === 0 &&
    delivery.wrong.length === 0 &&
    known.every(({ kind, isListed }) => kind === 'shows' || (kind === 'gone' && !isListed)) &&
    rungs.every(({ verdict }) => verdict === 'pass')
  );
}
