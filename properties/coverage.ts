import { deviceRules, gicRules } from '../model/index.js';
import { clauses, type Clause, type ClauseId } from '../spec/index.js';
import { layers } from './layers.js';
import { waivers } from './waivers.js';

/** What becomes of a clause: the rules of the model that express it, the properties that check it. */
export interface ClauseCoverage {
  readonly id: ClauseId;
  readonly clause: Clause;
  readonly rules: readonly string[];
  readonly properties: readonly string[];
  /** `uncovered` fails the build: a MUST in scope with neither a property nor a waiver. */
  readonly status: 'checked' | 'waived' | 'out of scope' | 'uncovered' | 'no check needed';
  /** Why it is waived or out of scope. */
  readonly reason?: string;
}

/** The table clause, model rule, property, status. */
export function clauseCoverage(): readonly ClauseCoverage[] {
  return (Object.keys(clauses) as ClauseId[]).map((id) => {
    const clause: Clause = clauses[id];
    const rules = [...deviceRules, ...gicRules]
      .filter((entry) => entry.clauses.includes(id))
      .map(({ rule }) => rule.name);
    const properties = layers.flatMap((kit) =>
      kit.properties.filter((property) => property.clauses.includes(id)).map((property) => property.id),
    );
    return { id, clause, rules, properties, ...statusOf(id, clause, properties.length > 0) };
  });
}

function statusOf(id: ClauseId, clause: Clause, isChecked: boolean): Pick<ClauseCoverage, 'status' | 'reason'> {
  const waiver = waivers.find((entry) => entry.clause === id);
  if (isChecked) return { status: 'checked' };
  if (clause.outOfScope !== undefined) return { status: 'out of scope', reason: clause.outOfScope };
  if (waiver !== undefined) return { status: 'waived', reason: `${waiver.reason} ${waiver.scope}` };
  return { status: clause.class === 'MUST' ? 'uncovered' : 'no check needed' };
}
