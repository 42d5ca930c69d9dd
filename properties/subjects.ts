import type { Language, Subject } from '../model/index.js';
import type { LayerKit } from './kit.js';
import type { AnyKit } from './layers.js';

/** Everything of a layer that a run can be made on, its mutants among it, by name. */
export function subjectByName(kit: AnyKit): Readonly<Record<string, () => Subject<Language>>> {
  return {
    ...kit.subjects,
    ...Object.fromEntries(kit.mutants.map((mutant) => [mutant.id, () => mutant.subject()])),
  };
}

/** Our own implementation of a layer: the first of its subjects. */
export function ownSubject<L extends Language, State>(kit: LayerKit<L, State>): () => Subject<L> {
  const [own] = Object.values(kit.subjects);
  if (own === undefined) throw new Error(`layer ${kit.model.layer} has no subject`);
  return own;
}
