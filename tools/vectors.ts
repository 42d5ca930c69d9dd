/**
 * Makes the vectors that are published, in spec/vectors: one file a layer.
 *
 * usage: node dist/tools/vectors.js [--check] [layer...]
 *   --check fails when a file is not what would be made now, and writes nothing; layers are all unless named
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { layers } from '../properties/index.js';
import { flagNotes } from '../properties/vectors/flags.js';
import { encodeVectors } from '../properties/vectors/vector.js';
import { vectorsOf } from './vectors/make.js';

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
for (const kit of layers) {
  const { layer } = kit.model;
  if (named.length > 0 && !named.includes(layer)) continue;
  const path = fileURLToPath(new URL(`../../spec/vectors/${layer}.json`, import.meta.url));
  const vectors = vectorsOf(kit);
  const text = encodeVectors({ flags: flagNotes(vectors), vectors });
  if (existsSync(path) && readFileSync(path, 'utf8') === text)
    console.log(`${layer}: ${vectors.length} vectors are up to date`);
  else if (process.argv.includes('--check')) {
    console.error(`spec/vectors/${layer}.json is stale: run npm run vectors, and commit what it writes`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`${layer}: ${vectors.length} vectors are written, ${text.length} bytes`);
  }
}
