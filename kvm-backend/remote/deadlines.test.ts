import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadlinesOf } from './deadlines.js';

void test('a slow machine gets longer for all it does, an impatient user waits for a boot all the same', () => {
  const usual = { firstWordsMs: 30_000, greetingMs: 120_000 };
  assert.deepEqual(deadlinesOf(60_000), { ...usual, requestMs: 60_000 });
  assert.deepEqual(deadlinesOf(1_000), { ...usual, requestMs: 1_000 });
  assert.deepEqual(deadlinesOf(600_000), { firstWordsMs: 300_000, greetingMs: 1_200_000, requestMs: 600_000 });
});
