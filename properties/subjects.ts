import type { Language, Subject } from '../model/index.js';
import type { AnyKit } from './layers.js';

/** Everything of a layer that a run can be made on, its mutants among it, by name. */
export function subjectByName(kit: AnyKit): Readonly<Record<string, () => Subject<Language>>> {
  return {
    ...kit.subjects,
    ...Object.fromEntries(kit.mutants.map((mutant) => [mutant.id, () => mutant.subject()])),
  };
}
