import { join } from 'node:path';
import { architectureGic } from '../../model/index.js';
import {
  checkScenarios,
  encodeTrace,
  gicKit,
  ownSubject,
  runOfScenario,
  type GicScenario,
  type ScenarioOutcome,
} from '../../properties/index.js';
import { pc } from '../colour.js';
import { keep } from '../files.js';
import { replayOf } from '../shell.js';

/** What came of a named scenario, and of one that is broken how to see it again. */
export interface CheckedScenario extends ScenarioOutcome {
  readonly again?: string;
}

/** Takes our own GIC through the named scenarios, those of the kernel's own tests. @param traces - where to keep them */
export function checkOwnScenarios(traces: string): readonly CheckedScenario[] {
  return checkScenarios(ownSubject(gicKit)).map((outcome) =>
    outcome.broken === undefined ? outcome : { ...outcome, again: keepScenario(outcome.scenario, traces) },
  );
}

/** How many agree, and what is wrong with each of the others. */
export function scenarioLines(checked: readonly CheckedScenario[]): readonly string[] {
  if (checked.length === 0) return [];
  const wrong = checked.filter(({ broken }) => broken !== undefined);
  return [
    `${wrong.length === 0 ? pc.green('✓') : pc.red('✗')} scenarios: ${checked.length - wrong.length} of ${checked.length} agree`,
    ...wrong.flatMap(({ scenario, broken = '', again = '' }) => [`  ${scenario.id}: ${pc.red(broken)}`, `  ${again}`]),
  ];
}

/** Keeps a scenario as a trace. @returns what to type to see it again, or why it could not be kept */
function keepScenario(scenario: GicScenario, directory: string): string {
  const path = join(directory, `${scenario.id.replaceAll('/', '-')}.json`);
  const { config, actions } = runOfScenario(scenario, architectureGic);
  const steps = actions.map((action) => ({ action }));
  const kept = keep(path, encodeTrace({ layer: 'gic', subject: 'soft-gic', config, steps }));
  return 'path' in kept ? replayOf(kept.path) : `The trace was not kept: ${kept.problem}`;
}
