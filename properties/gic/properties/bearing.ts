import type { GicAction, GicLanguage, GicView } from '../../../model/index.js';
import type { ClauseId } from '../../../spec/index.js';
import type { About, Property, Run, Violation } from '../../kit.js';
import { stepsOf } from './steps.js';
import { rowsOf } from './transitions.js';
import { groupPriority, interruptIn } from './views.js';

const SAYS = 'the clauses that bear on it';

/** A violation with those clauses of its property that bear on it: of the rows of the transition table, those that its step goes through. */
export function bearing(
  { clauses }: Property<GicLanguage>,
  run: Run<GicLanguage>,
  violation: Violation | undefined,
): Violation | undefined {
  if (violation === undefined || violation.about !== undefined) return violation;
  const step = stepsOf(run)[violation.step];
  if (step === undefined) return violation;
  const rows = rowsOf(step);
  const bear = clauses.filter((clause) => rows.has(clause) || !clause.startsWith('GIC-T'));
  return bear.length === 0 ? violation : { ...violation, about: { says: SAYS, clauses: bear } };
}

/** What each action has to do with what is due. */
const ofActions: Readonly<Partial<Record<GicAction['kind'], ClauseId>>> = {
  endOfInterrupt: 'GIC-T9',
  writeActive: 'GIC-T16',
  writeEnabled: 'GIC-T17',
  writeDistributorEnables: 'GIC-T18',
  writeGroupEnable: 'GIC-T18',
  writePriorityMask: 'GIC-T19',
  writeGroup: 'GIC-T20',
  writeRoute: 'GIC-T21',
  writePriority: 'GIC-T23',
};

/**
 * On whose word something else is due to a PE than it was shown or given.
 * @param shown - the INTID that it was shown or given, 1023 for none
 * @param action - what came before, where that may have made the difference
 */
export function aboutDue(view: GicView, pe: number, shown: number, action?: GicAction): About {
  const held = shown < 1020 ? whatHolds(view, pe, shown) : [];
  const made = action && ofActions[action.kind];
  const runs = view.cpuInterfaces[pe]?.ICC_AP1R0_EL1 !== 0;
  const others: readonly ClauseId[] = [...(made === undefined ? [] : [made]), ...(runs ? (['GIC-T24'] as const) : [])];
  return { says: SAYS, clauses: ['GIC-Ic', ...(held.length > 0 ? held : others)] };
}

/** What keeps an interrupt from a PE. */
function whatHolds(view: GicView, pe: number, intId: number): readonly ClauseId[] {
  const cpu = view.cpuInterfaces[pe];
  if (cpu === undefined) return [];
  const { ICC_BPR1_EL1: point, ICC_RPR_EL1: running, ICC_AP1R0_EL1, ICC_PMR_EL1, ICC_IGRPEN1_EL1 } = cpu;
  const { enabled, group, priority, route } = interruptIn(view, { pe, intId });
  const held: readonly (readonly [ClauseId, boolean])[] = [
    ['GIC-T17', !enabled],
    ['GIC-T18', !view.enableGrp1 || ICC_IGRPEN1_EL1 === 0],
    ['GIC-T19', priority >= ICC_PMR_EL1],
    ['GIC-T20', group === 0],
    ['GIC-T21', intId >= 32 && typeof route === 'number' && route !== pe && route < view.cpuInterfaces.length],
    ['GIC-T29', typeof route === 'number' && route >= view.cpuInterfaces.length],
    ['GIC-T24', ICC_AP1R0_EL1 !== 0 && groupPriority(priority, point) >= groupPriority(running, point)],
  ];
  return held.flatMap(([clause, holds]) => (holds ? [clause] : []));
}
