import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectsAtOnce } from './kernel.js';

void test('since Linux 5.9 what an irqfd signals is there when the write to it returns', () => {
  assert.deepEqual(['4.19.1', '5.8.18'].map(injectsAtOnce), [false, false]);
  assert.deepEqual(['5.9.0', '5.10-rc1', '6.1.0-50-cloud-arm64'].map(injectsAtOnce), [true, true, true]);
});
