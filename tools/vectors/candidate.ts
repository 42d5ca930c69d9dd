import { predict, type Language, type Layer, type Outcome } from '../../model/index.js';
import type { AnyKit, Run } from '../../properties/index.js';
import type { ClauseId } from '../../spec/index.js';
import type { Acted } from './shortest.js';

/** A run that is to become a vector. */
export interface Candidate extends Acted {
  readonly id: string;
  readonly title: string;
  readonly layer: Layer;
  readonly clauses: readonly ClauseId[];
  /** Whether it is worth it to say what can be seen after every action; else it is said of the last alone. */
  readonly isSeenThroughout: boolean;
}

/** The runs of a pool are asked for again and again. */
const known = new WeakMap<Acted, Run<Language>>();

/** The run of an implementation that does what the model says. */
export function flawless({ model }: AnyKit, acted: Acted): Run<Language> {
  let run = known.get(acted);
  if (run === undefined) {
    const { config, actions } = acted;
    const outcomes: readonly Outcome<Language>[] = predict(model, config, actions);
    known.set(acted, (run = { config, actions, expected: outcomes, actual: outcomes }));
  }
  return run;
}

/** Words as a part of an id. */
export const slug = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9+]+/g, '-')
    .replaceAll(/^-|-$/g, '');
