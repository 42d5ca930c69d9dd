import type { AnyKit } from '../../properties/index.js';
import { drive } from '../../properties/index.js';
import type { Candidate } from './candidate.js';
import { shortestOf, type Acted } from './shortest.js';

/** For every mutant a run by which the property that must kill it does so, where the pool has one. */
export function faultCandidates(kit: AnyKit, pool: readonly Acted[]): readonly Candidate[] {
  const { model, mutants, properties } = kit;
  return mutants.flatMap((mutant) => {
    const property = properties.find(({ id }) => id === mutant.killedBy);
    if (property === undefined) throw new Error(`${mutant.id}: no property ${mutant.killedBy}`);
    const subject = mutant.subject();
    const run = shortestOf(kit, pool, ({ config, actions }) => {
      return property.judge(drive(model, subject, config, actions)) !== undefined;
    });
    subject.close();
    if (run === undefined) return [];
    return {
      id: `${model.layer}/fault/${mutant.id}`,
      title: `${mutant.fault === 'planted' ? 'A planted fault' : `A fault that was found in ${mutant.source}`}: ${mutant.what}`,
      layer: model.layer,
      clauses: property.clauses,
      isSeenThroughout: true,
      ...run,
    };
  });
}
