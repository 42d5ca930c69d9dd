import type { Language } from '../../model/index.js';
import type { AnyKit, Witness } from '../../properties/index.js';
import { flawless, slug, type Candidate } from './candidate.js';
import { shortestOf, type Acted } from './shortest.js';

/** A vector that shows a case has to be short, or the case is not seen for all the rest. */
const SHORT = 12;

/**
 * For every interesting case of every property a run that meets it, unless a short one does that is there already and
 * no clause is new. A case that the pool has not is left out.
 */
export function caseCandidates(
  kit: AnyKit,
  pool: readonly Acted[],
  before: readonly Candidate[],
): readonly Candidate[] {
  const { layer } = kit.model;
  const meets = (witness: Witness<Language>, run: Acted): boolean => witness.count(flawless(kit, run)) > 0;
  const known = before.filter(({ actions }) => actions.length <= SHORT);
  const made: Candidate[] = [];
  for (const { id, title, clauses, witnesses } of kit.properties) {
    for (const witness of witnesses) {
      const about = witness.clause === undefined ? clauses : [witness.clause];
      const covered = new Set(known.flatMap((candidate) => candidate.clauses));
      const isThere = known.some((run) => meets(witness, run)) && about.every((clause) => covered.has(clause));
      if (isThere) continue;
      const run = shortestOf(kit, pool, (tried) => meets(witness, tried));
      if (run === undefined) continue;
      const candidate: Candidate = {
        id: `${layer}/case/${id}/${slug(witness.name)}`,
        title: `${witness.name}: ${title}`,
        layer,
        clauses: about,
        isSeenThroughout: true,
        ...run,
      };
      made.push(candidate);
      known.push(candidate);
    }
  }
  return made;
}
