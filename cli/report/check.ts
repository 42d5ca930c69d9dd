import type { Language, RemoteSubject, Subject } from '../../model/index.js';
import { waivers, type AnyKit, type CheckResult, type Repeat } from '../../properties/index.js';
import { recordingLines, type CheckedRecording } from '../check/recordings.js';
import { scenarioLines, type CheckedScenario } from '../check/scenarios.js';
import { pc } from '../colour.js';
import type { Kept } from '../files.js';
import { replayOf } from '../shell.js';
import { adapterLines, type StartedAdapter } from './adapter.js';
import { failureReport } from './failure.js';
import { counted, verdictLines, witnessLines } from './verdict.js';

/** A layer, and the subject that is to be checked in it. */
export interface Target {
  readonly kit: AnyKit;
  readonly makeSubject: () => Subject<Language> | RemoteSubject<Language>;
  /** How the command line names the subject: `--mutant reset-keeps-status`. */
  readonly option: string;
  /** How it names what else decides about the runs and what judges them: `--property reset-clears`. */
  readonly runsOption?: string;
  readonly adapter?: StartedAdapter;
}

/** What the check of a layer came to. */
export interface CheckedTarget {
  readonly target: Target;
  readonly result: CheckResult<Language>;
  /** Where the trace of the failure is, or why it could not be written. */
  readonly trace: Kept | undefined;
}

/** What was checked beside generated runs: what others recorded, and the named scenarios of the GIC. */
export interface FixedChecks {
  readonly recordings: readonly CheckedRecording[];
  readonly scenarios: readonly CheckedScenario[];
}

/** A check for people. */
export function checkAsText(
  checked: readonly CheckedTarget[],
  { recordings, scenarios }: FixedChecks,
  withWitnesses: boolean,
): string {
  const sections = checked.map((entry) => targetText(entry, withWitnesses));
  const total = checked.reduce((sum, { result }) => sum + result.runs, 0);
  const fixed = [...scenarioLines(scenarios), ...recordingLines(recordings)].join('\n');
  const waived = waivers.map(({ clause }) => clause);
  const all = `${counted(total, 'run')} in all; ${counted(waived.length, 'clause')} waived (${waived.join(', ')})`;
  return [...sections, ...(fixed === '' ? [] : [fixed]), all].join('\n\n');
}

/** What the check of a layer came to, for people: a line, and of a failure all there is to say. */
export function targetText({ target, result, trace }: CheckedTarget, withWitnesses: boolean): string {
  const { failure } = result;
  const lines = [
    ...verdictLines(result),
    ...adapterLines(target.adapter, result),
    ...(withWitnesses ? witnessLines(result) : []),
  ];
  if (failure === undefined) return lines.join('\n');
  const report = failureReport(target.kit, result.subject, failure.property, failure.violation, failure.run);
  return [...lines, '', report, '', ...reproduction(target, failure, trace)].join('\n');
}

/** Last comes what to type to see it again. */
function reproduction(
  target: Target,
  { seed, repeat }: NonNullable<CheckResult<Language>['failure']>,
  trace: CheckedTarget['trace'],
): readonly string[] {
  const layer = target.adapter === undefined ? `--layer ${target.kit.model.layer}` : '';
  const again = ['npx irqline check', layer, target.option, target.runsOption ?? '', `--seed ${seed} --runs 100`];
  return [
    ...repeatWords[repeat].map((words) => pc.yellow(words)),
    ...(trace !== undefined && 'problem' in trace ? [pc.yellow(`The trace was not kept: ${trace.problem}`)] : []),
    'Reproduce it:',
    `  ${again.filter((part) => part !== '').join(' ')}`,
    ...(trace !== undefined && 'path' in trace ? [`  ${replayOf(trace.path, target.option)}`] : []),
  ];
}

const repeatWords: Readonly<Record<Repeat, readonly string[]>> = {
  again: [],
  onceOnly: [
    'The same run, made once more, went well: look for threads that race, or for what a reset of the adapter leaves behind.',
  ],
  notTried: ['The check ended before the same run could be made once more: it may be longer than it has to be.'],
};
