import { predict, type Language } from '../../model/index.js';
import type { AnyKit } from '../../properties/index.js';
import { same } from '../../properties/same.js';
import { slug, type Candidate } from './candidate.js';
import { shortestOf, type Acted } from './shortest.js';

/** For every kind of action that runs have and none of these has, a run in which it makes a difference to what follows. */
export function kindCandidates(
  kit: AnyKit,
  pool: readonly Acted[],
  before: readonly Candidate[],
): readonly Candidate[] {
  const { layer } = kit.model;
  const met = new Set(before.flatMap(({ actions }) => actions).map(({ kind }) => kind));
  const kinds = new Set(pool.flatMap(({ actions }) => actions).map(({ kind }) => kind));
  return [...kinds]
    .filter((kind) => !met.has(kind))
    .map((kind) => {
      const run = shortestOf(kit, pool, (tried) => matters(kit, tried, kind));
      if (run === undefined) throw new Error(`in no run of the pool ${kind} makes a difference: make more`);
      return {
        id: `${layer}/action/${slug(kind)}`,
        title: `What comes of ${kind}`,
        layer,
        clauses: [],
        isSeenThroughout: true,
        ...run,
      };
    });
}

/** Whether some action of this kind could not be left out without another's outcome being a different one. */
function matters({ model }: AnyKit, { config, actions }: Acted, kind: Language['action']['kind']): boolean {
  const outcomes = predict(model, config, actions);
  return actions.some((action, index) => {
    if (action.kind !== kind) return false;
    const without = predict(model, config, actions.toSpliced(index, 1));
    return !same(without, outcomes.toSpliced(index, 1));
  });
}
