import { predict } from '../../model/index.js';
import type { AnyKit } from '../../properties/index.js';
import { same } from '../../properties/same.js';
import { choices, choosing, type Choice } from '../../properties/vectors/choices.js';
import type { Candidate } from './candidate.js';
import { shortestOf, type Acted } from './shortest.js';

/**
 * For every choice that a standard leaves, and everything that can be chosen instead of what our own implementation
 * does, two vectors of the same actions: what they lead to with the one, and with the other.
 */
export function contrastCandidates(kit: AnyKit, pool: readonly Acted[]): readonly Candidate[] {
  const { layer } = kit.model;
  return choices[layer].flatMap((choice) => {
    const [own = '', ...others] = choice.values;
    return others.flatMap((other) => contrast(kit, pool, choice, own, other)).map((run) => ({ ...run, layer }));
  });
}

function contrast(
  kit: AnyKit,
  pool: readonly Acted[],
  choice: Choice,
  own: string | number,
  other: string | number,
): readonly Omit<Candidate, 'layer'>[] {
  const { model } = kit;
  const choosingIn = (value: string | number, { config, actions }: Acted): Acted => ({
    config: choosing(model.layer, choice, value, config),
    actions,
  });
  const isFit = (value: string | number, run: Acted): boolean =>
    kit.misfit(choosingIn(value, run).config, run.actions) === undefined;
  const outcomes = (value: string | number, run: Acted): unknown =>
    predict(model, choosingIn(value, run).config, run.actions);
  const differs = (run: Acted): boolean =>
    !same(outcomes(own, run), outcomes(other, run)) && isFit(own, run) && isFit(other, run);
  // With the other choice nothing can be said of it, as of a tie where any interrupt may go first.
  const isLeftOpen = (run: Acted): boolean => isFit(own, run) && !isFit(other, run);
  const run = shortestOf(kit, pool, differs);
  const alone = run === undefined ? shortestOf(kit, pool, isLeftOpen) : undefined;
  return [own, other].flatMap((value) => {
    const acted = run ?? (value === own ? alone : undefined);
    if (acted === undefined) return [];
    return {
      id: `${model.layer}/choice/${choice.name}=${other}/${value === other ? 'chosen' : 'not-chosen'}`,
      title: `${choice.what}; here ${choice.name} is ${value}`,
      clauses: choice.clauses,
      isSeenThroughout: true,
      ...choosingIn(value, acted),
    };
  });
}
