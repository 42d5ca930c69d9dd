import { fixtureInPackage, type RecordingResult } from '../../properties/recording/index.js';
import type { IrqlineError } from '../../spec/index.js';
import { told } from '../complain.js';
import { recordingReport } from '../recording.js';
import { targetText, type CheckedTarget, type FixedChecks } from './check.js';
import { junitReport, type JunitProblem } from './junit.js';

/** A check for CI systems: a case a layer, a recording, a scenario. */
export function checkAsJunit(checked: readonly CheckedTarget[], { recordings, scenarios }: FixedChecks): string {
  const generated = checked.map((entry) => ({
    suite: `irqline.${entry.result.layer}`,
    name: entry.result.subject,
    seconds: entry.result.elapsedMs / 1000,
    problem: problemOf(entry),
  }));
  const recorded = recordings.map(({ fixture, result }) => ({
    suite: 'irqline.recording',
    name: fixture.name,
    seconds: 0,
    problem: recordingProblem(result, fixtureInPackage(fixture)),
  }));
  const named = scenarios.map(({ scenario: { id }, broken, again = '' }) => ({
    suite: 'irqline.scenario',
    name: id,
    seconds: 0,
    problem:
      broken === undefined
        ? undefined
        : { kind: 'failure' as const, type: 'scenario', message: broken, text: `${broken}\n${again}` },
  }));
  return junitReport([...generated, ...recorded, ...named]);
}

/** What kept a check from being made at all, as the one case of it. @param name - of what was to be checked */
export const unableAsJunit = (name: string, error: IrqlineError): string =>
  junitReport([{ suite: 'irqline.check', name, seconds: 0, problem: errorProblem(error) }]);

/** What is wrong with a recording, if anything. @param file - as one types it */
export function recordingProblem(result: RecordingResult, file: string): JunitProblem | undefined {
  if (result.verdict === 'pass') return undefined;
  const text = recordingReport(result, file).trimEnd();
  const wrong = result.comparisons.find(({ disagreement }) => disagreement !== null);
  return wrong === undefined
    ? { kind: 'failure', type: 'lost-interrupt', message: 'an interrupt is lost', text }
    : { kind: 'failure', type: 'comparison', message: `does not hold: ${wrong.name}`, text };
}

/** A broken property counts for more than an end before the time, and that for more than too few runs. */
function problemOf(entry: CheckedTarget): JunitProblem | undefined {
  const { verdict, failure, ended } = entry.result;
  const text = [targetText(entry, false), ...(ended === undefined ? [] : [told(ended)])].join('\n\n');
  if (failure !== undefined) {
    const [message = ''] = failure.violation.message.split('\n', 1);
    return { kind: 'failure', type: failure.property.id, message, text };
  }
  if (ended !== undefined) return { ...errorProblem(ended), text };
  return verdict === 'pass'
    ? undefined
    : { kind: 'failure', type: verdict, message: 'too little was run to tell', text };
}

function errorProblem(error: IrqlineError): JunitProblem {
  return { kind: 'error', type: error.code, message: error.toJSON().detail, text: told(error) };
}
