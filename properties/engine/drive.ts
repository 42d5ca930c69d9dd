import { predict, type Language, type Model, type Outcome, type Subject } from '../../model/index.js';
import type { Run } from '../kit.js';

/** Takes a subject through a run and notes what it led to, beside what the model says. */
export function drive<L extends Language, State>(
  model: Model<L, State>,
  subject: Subject<L>,
  config: L['config'],
  actions: readonly L['action'][],
): Run<L> {
  const expected = predict(model, config, actions);
  const actual: Outcome<L>[] = [];
  try {
    subject.reset(config);
    for (const action of actions) {
      const observation = subject.apply(action);
      actual.push({ observation, view: subject.observe() });
    }
    return { config, actions, expected, actual };
  } catch (error) {
    return { config, actions, expected, actual, crash: error instanceof Error ? error.message : String(error) };
  }
}
