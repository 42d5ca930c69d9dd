import { deviceRules, gicRules } from '../model/index.js';
import { clauses, type Clause, type ClauseId } from '../spec/index.js';
import { keptByTheDriver } from './device/conforming.js';
import { layers, type AnyKit } from './layers.js';
import type { PropertyId } from './property-ids.js';
import { waivers, type Waiver } from './waivers.js';

/** What becomes of a clause: the rules of the model that express it, the properties that check it. */
export interface ClauseCoverage {
  readonly id: ClauseId;
  readonly clause: Clause;
  readonly rules: readonly string[];
  readonly properties: readonly PropertyId[];
  /**
   * `kept`: the driver of conforming runs keeps it, so that no device is accused of what follows from breaking it.
   * `uncovered` fails the build: a MUST in scope that is neither checked, nor kept, nor waived.
   */
  readonly status: 'checked' | 'kept' | 'waived' | 'out of scope' | 'uncovered' | 'no check needed';
  /** Why it is waived or out of scope. */
  readonly reason?: string;
  /** Why a waiver of this clause has to go: it fails the build, too. */
  readonly staleWaiver?: string;
}

/**
 * The table clause, model rule, property, status.
 * @param kits - the layers that are checked; @param waived - what is knowingly left unchecked
 */
export function clauseCoverage(
  kits: readonly AnyKit[] = layers,
  waived: readonly Waiver[] = waivers,
): readonly ClauseCoverage[] {
  const rules = [...deviceRules, ...gicRules];
  return (Object.keys(clauses) as ClauseId[]).map((id) => {
    const clause: Clause = clauses[id];
    const properties = kits.flatMap((kit) =>
      kit.properties.filter((property) => property.clauses.includes(id)).map((property) => property.id),
    );
    const waiver = waived.find((entry) => entry.clause === id);
    return {
      id,
      clause,
      rules: rules.filter((entry) => entry.clauses.includes(id)).map(({ rule }) => rule.name),
      properties,
      ...statusOf(clause, properties.length > 0, keptByTheDriver.includes(id), waiver),
    };
  });
}

function statusOf(
  clause: Clause,
  isChecked: boolean,
  isKept: boolean,
  waiver: Waiver | undefined,
): Pick<ClauseCoverage, 'status' | 'reason' | 'staleWaiver'> {
  if (isChecked) return { status: 'checked', ...(waiver && { staleWaiver: 'a property checks it' }) };
  if (isKept) return { status: 'kept', ...(waiver && { staleWaiver: 'the driver of conforming runs keeps it' }) };
  if (clause.outOfScope !== undefined) {
    return { status: 'out of scope', reason: clause.outOfScope, ...(waiver && { staleWaiver: 'it is out of scope' }) };
  }
  if (waiver !== undefined) return { status: 'waived', reason: `${waiver.reason} ${waiver.scope}` };
  return { status: clause.class === 'MUST' ? 'uncovered' : 'no check needed' };
}
