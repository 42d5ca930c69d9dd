import { predict } from '../../model/index.js';
import { kitOf } from '../trace/trace.js';
import { choices, choosing } from './choices.js';
import { flagsOf } from './flags.js';
import type { Vector } from './vector.js';

/** What is chosen, by the name of the choice. */
export type Chosen = Readonly<Record<string, string>>;

/** What can be chosen, and which values each choice has. */
export const choiceNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.values(choices).flatMap((all) => all.map(({ name, values }) => [name, values.map(String)])),
);

/**
 * The same vectors for an implementation that makes these choices: what has to come of them is asked of the model anew.
 * Left out is what then would be the same as another, or be left open.
 */
export function withChoices(vectors: readonly Vector[], chosen: Chosen): readonly Vector[] {
  const made = new Map<string, Vector>();
  for (const vector of vectors.map((one) => rechosen(one, chosen))) {
    if (vector === undefined) continue;
    const run = JSON.stringify([vector.config, vector.steps]);
    if (!made.has(run)) made.set(run, vector);
  }
  return [...made.values()];
}

function rechosen(vector: Vector, chosen: Chosen): Vector | undefined {
  const { layer, steps } = vector;
  const config = choices[layer].reduce((before, choice) => {
    const value = choice.values.find((possible) => String(possible) === chosen[choice.name]);
    return value === undefined ? before : choosing(layer, choice, value, before);
  }, vector.config);
  if (JSON.stringify(config) === JSON.stringify(vector.config)) return vector;
  const kit = kitOf(vector);
  const actions = steps.map(({ action }) => action);
  if (kit.misfit(config, actions) !== undefined) return undefined;
  const outcomes = predict(kit.model, config, actions);
  const anew = steps.map(({ action, expected }, index) => {
    const { observation, view } = outcomes[index] ?? expected;
    return {
      action,
      expected: expected.view === undefined || view === undefined ? { observation } : { observation, view },
    };
  });
  // The mutants make the choices of our own implementation.
  return { ...vector, flags: flagsOf({ layer, config, steps }, outcomes), faults: [], config, steps: anew };
}
