import pc from 'picocolors';
import { isAsDocumented, type DocumentedOutcome } from '../../kvm-backend/index.js';
import { differenceReport } from '../report/difference.js';
import type { Documented } from './session.js';

/** What KVM is documented to do: a line on each part, and more on what is otherwise. */
export function documentedLines({ contract, known }: Documented): readonly string[] {
  const broken = contract.filter(({ expected, actual }) => expected !== actual);
  const wrong = known.filter((outcome) => !isAsDocumented(outcome));
  const news = known.filter(({ kind, isListed }) => kind === 'shows' && !isListed);
  return [
    ...summary(contract.length, broken.length, 'documented answers of KVM to calls that it refuses or allows'),
    ...broken.map(({ id, expected, actual }) => `  ${id}: documented ${pc.green(expected)}, KVM ${pc.red(actual)}`),
    ...summary(known.length, wrong.length, 'documented quirks and divergences are as documented'),
    ...wrong.map(wrongLine),
    ...news.map(({ id }) => `  ${id}: ${pc.yellow('shows')} here too, on a kernel that is not listed for it`),
  ];
}

function wrongLine({ id, kind, difference }: DocumentedOutcome): string {
  if (kind === 'gone') return `  ${id}: ${pc.red('no longer shows')} on a kernel that is listed for it`;
  return `  ${id}: ${pc.red('KVM does neither this nor what one would expect')}\n${difference === undefined ? '' : differenceReport(difference)}`;
}

function summary(all: number, wrong: number, what: string): readonly string[] {
  if (all === 0) return [];
  return [`${wrong === 0 ? pc.green('✓') : pc.red('✗')} ${all - wrong} of ${all} ${what}`];
}
