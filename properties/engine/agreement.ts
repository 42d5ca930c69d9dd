import type { Language } from '../../model/index.js';
import type { ClauseId } from '../../spec/index.js';
import type { About, Property, Run, Violation, Witness } from '../kit.js';
import type { PropertyId } from '../property-ids.js';
import { same } from '../same.js';

const ID = 'agrees-with-the-model' satisfies PropertyId;

/** Whether a property is the comparison, which says that something is otherwise, and not what it breaks. */
export function isComparison({ id }: Pick<Property<Language>, 'id'>): boolean {
  return id === ID;
}

/** The witness that every comparison has, whatever of its layer a subject does. */
const actionsCompared = {
  name: 'actions compared',
  atLeastPerThousandRuns: 5000,
  count: (run: Run<Language>): number => run.actual.length,
} as const satisfies Witness<Language>;

/** Whether it counts no case of a layer, but what is compared at all. */
export function countsActions({ name }: Pick<Witness<Language>, 'name'>): boolean {
  return name === actionsCompared.name;
}

/** The clauses that speak of a field of the view or the observation, by its name; some by the action that led to it. */
type ClausesOfFields<L extends Language> = Readonly<
  Record<string, readonly ClauseId[] | ((action: L['action']) => readonly ClauseId[])>
>;

/**
 * The comparison that every layer has: after each action the subject shows what the model shows.
 * @param clauses - what the layer's model as a whole expresses
 * @param ofFields - which of these speak of what; a field that is not there is the model's own word
 */
export function agreesWithTheModel<L extends Language>(
  clauses: readonly ClauseId[],
  ofFields: ClausesOfFields<L>,
): Property<L> {
  return {
    id: ID,
    title: 'after every action the subject shows what the model shows',
    clauses,
    because:
      'The model expresses the clauses, and the subject cannot be told from it by anything that can be observed.',
    unchecked: 'What no action observes, and what the model leaves out.',
    judge: (run) => {
      const violation = disagreement(run);
      const action = violation && run.actions[violation.step];
      return action && { ...violation, about: aboutOf(violation, action, ofFields) };
    },
    witnesses: [actionsCompared],
  };
}

/** The model is the judge, whatever the clauses that speak of what differs. */
function aboutOf<L extends Language>(
  { expected, actual }: Violation,
  action: L['action'],
  ofFields: ClausesOfFields<L>,
): About {
  if (actual === null) return { says: 'the model goes on here (docs/model.md)', clauses: [] };
  const speaking = fieldsThatDiffer(expected, actual).map((field) => ofFields[field] ?? []);
  const clauses = Array.from(new Set(speaking.flatMap((of) => (typeof of === 'function' ? of(action) : of))));
  const of = clauses.length === 0 ? 'no clause speaks of what differs' : 'of what differs these clauses speak';
  return { says: `the model alone says so (docs/model.md); ${of}`, clauses };
}

/** The names of the fields in which two values differ, the innermost that have one. */
function fieldsThatDiffer(one: unknown, other: unknown, name = ''): readonly string[] {
  if (same(one, other)) return [];
  if (!isObject(one) || !isObject(other)) return [name];
  const keys = Array.from(new Set([...Object.keys(one), ...Object.keys(other)]));
  return keys.flatMap((key) => fieldsThatDiffer(one[key], other[key], Array.isArray(one) ? name : key));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The first step after which the subject and the model differ. */
export function disagreement<L extends Language>(run: Run<L>): Violation | undefined {
  for (const [step, expected] of run.expected.entries()) {
    const actual = run.actual[step];
    if (actual === undefined) {
      const message = `the subject could not go on: ${run.crash ?? 'it gave no answer'}`;
      return { step, message, expected, actual: null };
    }
    if (same(actual, expected)) continue;
    return { step, message: 'the subject and the model differ', expected, actual };
  }
  return undefined;
}
