import { readFileSync } from 'node:fs';
import { layers } from '../layers.js';
import { decodeVectors, type VectorFile } from './vector.js';

/** The published vectors of every layer: the text of each file, and what is in it. */
export const stored = layers.map((kit) => {
  const file = new URL(`../../../spec/vectors/${kit.model.layer}.json`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const decoded: VectorFile = decodeVectors(text);
  return { kit, layer: kit.model.layer, text, ...decoded };
});
