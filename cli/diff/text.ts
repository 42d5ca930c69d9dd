import { rungs, type DiffResult, type KvmHost } from '../../kvm-backend/index.js';
import { pc } from '../colour.js';
import { differenceReport } from '../report/difference.js';
import { count, figures } from '../report/verdict.js';
import { againLines, nameOfRun, type Again } from './again.js';
import { documentedLines, qemuLines } from './documented-text.js';
import type { Found } from './session.js';

/** What each subject is called. */
const ownNames = { kvm: 'KVM', 'soft-gic': 'SoftGic', qemu: 'QEMU' } as const;

/**
 * What a use of the verb came to, for people.
 * @param host - where KVM ran, if it did
 * @param again - how to see again what is wrong
 */
export function text(host: KvmHost | undefined, found: Found, again: readonly Again[]): string {
  const kvm = host === undefined ? 'KVM' : `KVM of Linux ${host.client.greeting.kernel} (${host.kind})`;
  const names = { kvm, 'soft-gic': 'soft-gic', qemu: `QEMU ${found.qemu?.version ?? ''}`.trimEnd() };
  const sections = found.results.map((result) => {
    const mark = { pass: pc.green('✓'), fail: pc.red('✗'), inconclusive: pc.yellow('?') }[result.verdict];
    const title = rungs.find(({ number }) => number === result.rung)?.title ?? '';
    return [
      `${mark} rung ${result.rung}, ${title}: ${names[result.subject]} ${result.verdict} (${figures(result)})`,
      ...injectedLine(result),
      ...Object.entries(result.explained).map(
        ([id, runs]) => `  ${id}: a documented divergence, in ${count(runs)} runs`,
      ),
      ...(result.failure === undefined
        ? []
        : [
            '',
            differenceReport(result.failure, ownNames[result.subject]),
            '',
            'Reproduce it:',
            ...againLines(again, nameOfRun(result)).map((line) => `  ${line}`),
          ]),
    ].join('\n');
  });
  return [restartLine(found), documentedLines(found, again).join('\n'), qemuLines(found, again).join('\n'), ...sections]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** In which ways the lines of SPIs were driven. */
function injectedLine({ injected }: DiffResult): readonly string[] {
  if (injected.length === 0) return [];
  const ways = injected.map(({ pulses, levels, runs }) => `${pulses} and ${levels} in ${count(runs)}`);
  return [`  pulses and levels by ${ways.join(', ')} runs`];
}

/** A host that fell silent and did not at the same request again is no finding, but nothing to hide either. */
function restartLine({ restarts }: Found): string {
  if (restarts === 0) return '';
  return `${pc.yellow('!')} the emulated host fell silent once and was booted again; what it was at was made again`;
}
