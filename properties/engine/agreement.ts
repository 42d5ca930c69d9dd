import type { Language } from '../../model/index.js';
import type { Property, Run, Violation } from '../kit.js';
import type { PropertyId } from '../property-ids.js';
import { same } from '../same.js';

const ID = 'agrees-with-the-model' satisfies PropertyId;

/** Whether a property is the comparison, which says that something is otherwise, and not what it breaks. */
export function isComparison({ id }: Pick<Property<Language>, 'id'>): boolean {
  return id === ID;
}

/**
 * The comparison that every layer has: after each action the subject shows what the model shows.
 * @param clauses - what the layer's model as a whole expresses
 */
export function agreesWithTheModel<L extends Language>(clauses: Property<L>['clauses']): Property<L> {
  return {
    id: ID,
    title: 'after every action the subject shows what the model shows',
    clauses,
    because:
      'The model expresses the clauses, and the subject cannot be told from it by anything that can be observed.',
    unchecked: 'What no action observes, and what the model leaves out.',
    judge: disagreement,
    witnesses: [{ name: 'actions compared', atLeastPerThousandRuns: 5000, count: (run) => run.actual.length }],
  };
}

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
