import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractCases } from './contract/cases/index.js';
import { divergences } from './diff/divergences.js';
import { notes, type Note } from './notes.js';
import { quirks } from './diff/quirks/index.js';

const shown = new Set<Note | null>([...quirks, ...divergences, ...contractCases].map(({ note }) => note));

for (const [note, entry] of Object.entries(notes)) {
  void test(`${note} is ${entry.finding}, and something stands for that`, () => {
    assert.ok(shown.has(note as Note));
    // What is not as it was foretold has a reason.
    if (entry.finding === 'refuted') assert.ok('because' in entry);
  });
}
