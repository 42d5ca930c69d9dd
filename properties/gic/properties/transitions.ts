import type { GicLanguage, Target, Trigger } from '../../../model/index.js';
import type { ClauseId } from '../../../spec/index.js';
import type { Run, Witness } from '../../kit.js';
import { stepsOf, type GicStep } from './steps.js';
import { namedInterrupts } from './targets.js';
import { interruptIn, interruptsIn, keyOf, stateOf, states, triggers, type State } from './views.js';

type TransitionClause = Extract<ClauseId, `GIC-T${string}`>;

/** Which interrupts a step takes through a transition of the table; none if it is another step. */
type Matches = (step: GicStep) => readonly Target[];

const wire =
  (holds: (step: GicStep, isHigh: boolean) => boolean): Matches =>
  (step) => {
    const { action, memory } = step;
    if (action.kind !== 'drive' && action.kind !== 'pulse') return [];
    return holds(step, memory.high.has(keyOf(action))) ? [action] : [];
  };

const ended =
  (split: number): Matches =>
  ({ action, before }) =>
    action.kind === 'endOfInterrupt' && action.intId < 1020 && before.cpuInterfaces[action.pe]?.EOImode === split
      ? [action]
      : [];

const deactivated =
  (split: number, isActive?: boolean): Matches =>
  ({ action, before }) =>
    action.kind === 'deactivate' &&
    before.cpuInterfaces[action.pe]?.EOImode === split &&
    (isActive ?? interruptIn(before, action).active) === interruptIn(before, action).active
      ? [action]
      : [];

/** An action on the whole GIC, or on a PE: every interrupt goes through it. */
const everywhere =
  (...kinds: readonly GicStep['action']['kind'][]): Matches =>
  ({ action, before, after }) =>
    kinds.includes(action.kind) ? interruptsIn(before, after) : [];

const named =
  (kind: 'writeGroup' | 'writePriority' | 'writeTrigger' | 'writeEnabled'): Matches =>
  ({ action }) =>
    action.kind === kind ? [action] : [];

const acknowledged: Matches = ({ action, observation }) =>
  action.kind === 'acknowledge' && observation.kind === 'value' && observation.value < 1020
    ? [{ pe: action.pe, intId: observation.value }]
    : [];

const refused: Matches = ({ action, observation, before, after }) =>
  action.kind === 'acknowledge' && observation.kind === 'value' && observation.value === 1023
    ? interruptsIn(before, after)
    : [];

const matches: { readonly [Clause in TransitionClause]?: Matches } = {
  'GIC-T1': wire(
    ({ action }, isHigh) => !isHigh && (action.kind === 'pulse' || (action.kind === 'drive' && action.level)),
  ),
  'GIC-T2': wire(({ action }, isHigh) => isHigh && action.kind === 'drive' && !action.level),
  'GIC-T3': wire(({ action }, isHigh) => isHigh && action.kind === 'drive' && action.level),
  'GIC-T4': wire(({ action }, isHigh) => !isHigh && action.kind === 'pulse'),
  'GIC-T5': ({ action }) => namedInterrupts(action, 'ISPENDR'),
  'GIC-T6': ({ action }) => namedInterrupts(action, 'ICPENDR'),
  'GIC-T7': acknowledged,
  'GIC-T8': refused,
  'GIC-T9': ended(0),
  'GIC-T10': ended(1),
  'GIC-T11': deactivated(1, true),
  'GIC-T12': deactivated(0),
  'GIC-T13': (step) =>
    step.action.kind === 'endOfInterrupt' && step.action.intId >= 1020
      ? interruptsIn(step.before, step.after)
      : deactivated(1, false)(step),
  'GIC-T15': ({ action }) => namedInterrupts(action, 'ISACTIVER'),
  'GIC-T16': ({ action }) => namedInterrupts(action, 'ICACTIVER'),
  'GIC-T17': named('writeEnabled'),
  'GIC-T18': everywhere('writeDistributorEnables', 'writeGroupEnable'),
  'GIC-T19': everywhere('writePriorityMask'),
  'GIC-T20': named('writeGroup'),
  'GIC-T21': ({ action }) => (action.kind === 'writeRoute' ? [{ pe: 0, intId: action.intId }] : []),
  'GIC-T22': named('writeTrigger'),
  'GIC-T23': named('writePriority'),
  'GIC-T24': ({ action, before, ...step }) =>
    action.kind !== 'endOfInterrupt' && before.cpuInterfaces.some((cpu) => cpu.ICC_AP1R0_EL1 !== 0)
      ? acknowledged({ action, before, ...step })
      : [],
  'GIC-T25': everywhere('reset'),
  'GIC-T26': (step) => deactivated(1, true)(step).filter((to) => step.memory.running.includes(keyOf(to))),
  'GIC-T27': (step) => named('writeGroup')(step).filter((to) => interruptIn(step.before, to).pending),
  'GIC-T29': ({ action, before }) =>
    action.kind === 'writeRoute' && action.route !== 'any' && action.route >= before.cpuInterfaces.length
      ? [{ pe: 0, intId: action.intId }]
      : [],
  'GIC-T30': ({ action }) =>
    action.kind === 'writeRoute' && action.route === 'any' ? [{ pe: 0, intId: action.intId }] : [],
};

/** What the architecture leaves open of a row, and what it requires of the rest of it. */
const openPartOf: Readonly<Record<string, string>> = {
  'GIC-T27': 'GIC-T20',
  'GIC-T29': 'GIC-T21',
  'GIC-T30': 'GIC-T21',
};

/** The states that an interrupt cannot be in when it goes through a transition. */
const impossible: Readonly<Record<string, readonly State[]>> = {
  // A level-triggered interrupt whose line is high is pending.
  'GIC-T2 level': ['I', 'A'],
  'GIC-T3 level': ['I', 'A'],
  'GIC-T7 edge': ['I', 'A', 'A+P'],
  'GIC-T7 level': ['I', 'A', 'A+P'],
  'GIC-T11 edge': ['I', 'P'],
  'GIC-T11 level': ['I', 'P'],
  // A change of the group of an active interrupt is UNPREDICTABLE, a change of its trigger as well.
  'GIC-T20 edge': ['A', 'A+P'],
  'GIC-T20 level': ['A', 'A+P'],
  'GIC-T22 edge': ['A', 'A+P'],
  'GIC-T22 level': ['A', 'A+P'],
  'GIC-T24 edge': ['I', 'A', 'A+P'],
  'GIC-T24 level': ['I', 'A', 'A+P'],
  'GIC-T26 edge': ['I', 'P'],
  'GIC-T26 level': ['I', 'P'],
};

/** The rows of the transition table that a step goes through. */
export function rowsOf(step: GicStep): ReadonlySet<string> {
  const rows = Object.entries(matches).flatMap(([clause, targetsOf]) => (targetsOf(step).length > 0 ? [clause] : []));
  const whole = new Set(rows.map((row) => openPartOf[row]));
  return new Set(rows.filter((row) => !whole.has(row)));
}

/**
 * The witnesses of a row of the transition table: how often runs went through it, for each trigger and prior state.
 * @param atLeast - per thousand runs, for each of them
 */
export function goesThrough(clause: TransitionClause, atLeast: number): readonly Witness<GicLanguage>[] {
  return triggers.flatMap((trigger) =>
    states
      .filter((state) => !(impossible[`${clause} ${trigger}`] ?? []).includes(state))
      .map((state) => ({
        name: `${clause}, ${trigger}-triggered, from ${state}`,
        clause,
        atLeastPerThousandRuns: atLeast,
        count: (run: Run<GicLanguage>) => countsOf(run).get(placeOf(clause, trigger, state)) ?? 0,
      })),
  );
}

const placeOf = (clause: string, trigger: Trigger, state: State): string => `${clause} ${trigger} ${state}`;

const counts = new WeakMap<Run<GicLanguage>, ReadonlyMap<string, number>>();

function countsOf(run: Run<GicLanguage>): ReadonlyMap<string, number> {
  let counted = counts.get(run);
  if (counted === undefined) counts.set(run, (counted = count(run)));
  return counted;
}

function count(run: Run<GicLanguage>): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const step of stepsOf(run)) {
    for (const [clause, targetsOf] of Object.entries(matches)) {
      for (const target of targetsOf(step)) {
        const before = interruptIn(step.before, target);
        const place = placeOf(clause, before.trigger, stateOf(before));
        counted.set(place, (counted.get(place) ?? 0) + 1);
      }
    }
  }
  return counted;
}
