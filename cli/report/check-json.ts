import { waivers } from '../../properties/index.js';
import { verdictOf } from '../check/verdict.js';
import { adapterAsJson } from './adapter.js';
import type { CheckedTarget, FixedChecks } from './check.js';

/** A check for machines: one object. @param isWhole - whether all was made that was to be */
export function checkAsJson(checked: readonly CheckedTarget[], fixed: FixedChecks, isWhole: boolean): string {
  const results = checked.map(({ target, result: { failure, ended, ...result }, trace }) => ({
    ...result,
    elapsedMs: Math.round(result.elapsedMs),
    ...(target.adapter === undefined ? {} : { adapter: adapterAsJson(target.adapter) }),
    ...(ended === undefined ? {} : { ended }),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            property: failure.property.id,
            clauses: failure.violation.about?.clauses ?? failure.property.clauses,
            violation: failure.violation,
            foundAfterRuns: failure.foundAfterRuns,
            seed: failure.seed,
            repeat: failure.repeat,
            run: failure.run,
            ...(trace !== undefined && 'path' in trace ? { trace: trace.path } : {}),
          },
        }),
  }));
  const recordings = fixed.recordings.map(({ fixture, result: { verdict, witnesses } }) => ({
    recording: fixture.name,
    verdict,
    witnesses,
  }));
  const scenarios = fixed.scenarios.map(({ scenario: { id }, broken }) => ({ scenario: id, broken: broken ?? null }));
  const ended = results.find((result) => result.ended !== undefined)?.ended;
  const all = {
    verdict: verdictOf(checked, fixed, isWhole),
    ...(ended === undefined ? {} : { error: ended }),
    results,
    recordings,
    scenarios,
    waived: waivers.map(({ clause }) => clause),
  };
  return JSON.stringify(all, null, 2);
}
