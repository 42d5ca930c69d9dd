import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deviceKit } from '../../properties/index.js';
import { flagNotes } from '../../properties/vectors/flags.js';
import { encodeVectors } from '../../properties/vectors/vector.js';
import { vectorsOf } from './make.js';

// The quickest of the layers; `node dist/tools/vectors.js --check` makes all of them.
void test('the vectors of a layer are the same each time, and those that are stored', () => {
  const vectors = vectorsOf(deviceKit);
  const stored = readFileSync(new URL('../../../spec/vectors/device.json', import.meta.url), 'utf8');
  assert.equal(encodeVectors({ flags: flagNotes(vectors), vectors }), stored);
});
