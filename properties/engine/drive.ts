import {
  predict,
  type Language,
  type Model,
  type Outcome,
  type Played,
  type RemoteSubject,
  type Subject,
} from '../../model/index.js';
import type { Run } from '../kit.js';
import { filledIn } from '../shown.js';
import { disagreement } from './agreement.js';

/** Takes a subject through a run and notes what it led to, beside what the model says. */
export function drive<L extends Language, State>(
  model: Model<L, State>,
  subject: Subject<L>,
  config: L['config'],
  actions: readonly L['action'][],
): Run<L> {
  const { outcomes, crash } = play(subject, config, actions);
  return runOf(actions, config, predict(model, config, actions), outcomes, crash);
}

/**
 * The same with a subject that may be elsewhere. What it does not show is taken from the model, so that no property fails
 * for it; where it leaves the model that fits no longer, and the run ends.
 */
export async function driveAnywhere<L extends Language, State>(
  model: Model<L, State>,
  subject: Subject<L> | RemoteSubject<L>,
  config: L['config'],
  actions: readonly L['action'][],
): Promise<Run<L>> {
  if (!('run' in subject)) return drive(model, subject, config, actions);
  const { outcomes, crash } = await subject.run(config, actions);
  const expected = predict(model, config, actions);
  const { hides = [] } = subject;
  const isWhole = hides.length === 0;
  const actual = outcomes.map((outcome, step) => (isWhole ? outcome : filledIn(outcome, expected[step])) as Outcome<L>);
  const run = runOf(actions, config, expected, actual, crash);
  const left = disagreement(run);
  const whole = left === undefined ? run : upTo(run, left.step);
  return isWhole ? whole : { ...whole, hidden: hides };
}

/** A run without what comes after a step. */
export function upTo<L extends Language>(run: Run<L>, step: number): Run<L> {
  const end = step + 1;
  return {
    ...run,
    actions: run.actions.slice(0, end),
    expected: run.expected.slice(0, end),
    actual: run.actual.slice(0, end),
  };
}

/** Has a subject start afresh and do the actions in order. */
export function play<L extends Language>(
  subject: Subject<L>,
  config: L['config'],
  actions: readonly L['action'][],
): Played<L> {
  const outcomes: Outcome<L>[] = [];
  try {
    subject.reset(config);
    for (const action of actions) {
      const observation = subject.apply(action);
      outcomes.push({ observation, view: subject.observe() });
    }
    return { outcomes };
  } catch (error) {
    return { outcomes, crash: error instanceof Error ? error.message : String(error) };
  }
}

function runOf<L extends Language>(
  actions: readonly L['action'][],
  config: L['config'],
  expected: readonly Outcome<L>[],
  actual: readonly Outcome<L>[],
  crash: string | undefined,
): Run<L> {
  return { config, actions, expected, actual, ...(crash === undefined ? {} : { crash }) };
}
