import { isDeepStrictEqual } from 'node:util';
import { architectureGic, gicModel, type GicLanguage, type Subject } from '../../../model/index.js';
import { drive } from '../../engine/drive.js';
import { gicScenarios } from './index.js';
import { brokenClaim } from './judge.js';
import { runOfScenario, type GicScenario } from './scenario.js';

/** What came of a scenario on a subject. */
export interface ScenarioOutcome {
  readonly scenario: GicScenario;
  /** What is not as it should be; none when the subject agrees with the model and the scenario's claim holds. */
  readonly broken: string | undefined;
}

/** Takes a subject through every scenario whose actions it has. */
export function checkScenarios(
  makeSubject: () => Subject<GicLanguage>,
  scenarios: readonly GicScenario[] = gicScenarios,
): readonly ScenarioOutcome[] {
  const subject = makeSubject();
  try {
    return scenarios
      .filter(({ way, actions }) => way !== 'irqfd' && actions.every((action) => subject.supports(action)))
      .map((scenario) => ({ scenario, broken: brokenOn(subject, scenario) }));
  } finally {
    subject.close();
  }
}

function brokenOn(subject: Subject<GicLanguage>, scenario: GicScenario): string | undefined {
  const { config, actions } = runOfScenario(scenario, architectureGic);
  const { expected, actual, crash } = drive(gicModel, subject, config, actions);
  if (crash !== undefined) return `at action ${actual.length}: ${crash}`;
  const step = actual.findIndex((outcome, index) => !isDeepStrictEqual(outcome, expected[index]));
  if (step >= 0) return `after action ${step}, ${actions[step]?.kind}: not what the model says`;
  return brokenClaim(scenario, actual);
}
