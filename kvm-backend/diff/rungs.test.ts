import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rungOf } from './rungs.js';

const waysOf = (number: 1 | 2 | 3 | 4, seed: number): readonly string[] =>
  rungOf(number)
    .sample(seed, 8, 4)
    .map(({ injection }) => `${injection?.pulses} ${injection?.levels}`);

void test('lines are driven in every way where no vCPU stays in the guest, as the seed says', () => {
  const all = ['irqLine irqLine', 'irqLine irqfd', 'irqfd irqLine', 'irqfd irqfd'];
  for (const number of [1, 2] as const) {
    for (const seed of [0, 7, -1]) {
      assert.deepEqual([...new Set(waysOf(number, seed))].sort(), all);
      assert.deepEqual(waysOf(number, seed), waysOf(number, seed));
    }
    assert.notDeepEqual(waysOf(number, 0), waysOf(number, 1));
  }
});
