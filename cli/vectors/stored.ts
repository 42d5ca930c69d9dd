import { fileURLToPath } from 'node:url';
import { decodeVectors, layers, withChoices, type Bundle, type Chosen, type Vector } from '../../properties/index.js';
import { readText } from '../files.js';
import { byName } from '../nearest.js';

/** Which of the published vectors are wanted. */
export interface Wanted {
  readonly layer?: string | undefined;
  readonly clause?: string | undefined;
  readonly choose?: Chosen | undefined;
}

const specification = (name: string): string =>
  readText(fileURLToPath(new URL(`../../../spec/${name}`, import.meta.url)));

/**
 * The vectors that this version publishes.
 * @throws IrqlineError UNKNOWN_NAME for a layer that does not exist, or a clause that no vector is about
 */
export function publishedVectors({ layer: only, clause, choose = {} }: Wanted): readonly Vector[] {
  const kits = Object.fromEntries(layers.map((kit) => [kit.model.layer, kit]));
  const wanted = only === undefined ? layers : [byName('no layer', only, kits)];
  const vectors = wanted.flatMap(({ model }) => decodeVectors(specification(`vectors/${model.layer}.json`)).vectors);
  if (clause !== undefined) {
    const known = Object.fromEntries(vectors.flatMap(({ clauses }) => clauses).map((id) => [id, id]));
    byName('no vector is about', clause, known, '`irqline vectors list`');
  }
  const about = vectors.filter(({ clauses }) => clause === undefined || clauses.includes(clause));
  return Object.keys(choose).length === 0 ? about : withChoices(about, choose);
}

/** The JSON Schemas of a file of vectors, by name. */
export const vectorSchemas = (): Bundle =>
  new Map(['vectors.schema.json', 'trace.schema.json'].map((name) => [name, specification(`schemas/${name}`)]));
