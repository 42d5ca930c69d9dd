import { architectureGic, type GicView } from '../../model/index.js';
import { gicKit, gicScenarios, runOfScenario, type AnyKit, type GicScenario } from '../../properties/index.js';
import { interruptScenarios } from '../../properties/gic/scenarios/names.js';
import { isForEveryGic } from '../../properties/gic/scenarios/scenario.js';
import { flawless, type Candidate } from './candidate.js';

/** Where more interrupts than this are shown after every action, the vector says more than anyone reads. */
const MOST_SHOWN = 8;

/** Of every named scenario that any GIC can be taken through, the first way to act it out, and the last. */
export function scenarioCandidates(): readonly Candidate[] {
  return interruptScenarios.flatMap((name) => {
    const ways = gicScenarios.filter((scenario) => scenario.name === name && isForEveryGic(scenario));
    return [...new Set([...ways.slice(0, 1), ...ways.slice(-1)])].map(candidate);
  });
}

function candidate(scenario: GicScenario): Candidate {
  const { id, what } = scenario;
  const run = runOfScenario(scenario, architectureGic);
  const kit: AnyKit = gicKit;
  const flawlessRun = flawless(kit, run);
  const met = kit.properties
    .flatMap(({ witnesses }) => witnesses)
    .flatMap((witness) => (witness.clause !== undefined && witness.count(flawlessRun) > 0 ? [witness.clause] : []));
  const last = flawlessRun.actual.at(-1)?.view as GicView | undefined;
  return {
    id: `gic/scenario/${id}`,
    title: what,
    layer: 'gic',
    clauses: [...new Set(met)],
    isSeenThroughout: (last?.interrupts.length ?? 0) <= MOST_SHOWN,
    ...run,
  };
}
