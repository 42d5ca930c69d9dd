import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seedOfBatch } from './seeds.js';

const BATCHES = 1000;
const seedsOf = (seed: number): readonly number[] =>
  Array.from({ length: BATCHES }, (_, batch) => seedOfBatch(seed, batch));

void describe('the seeds of the batches of runs', () => {
  void it('begin with the seed itself, are 32 bits, and are all different', () => {
    for (const seed of [0, 1, -5, 2 ** 31 - 1, -(2 ** 31)]) {
      const seeds = seedsOf(seed);
      assert.equal(seeds[0], seed);
      assert.ok(seeds.every((one) => one === (one | 0)));
      assert.equal(new Set(seeds).size, BATCHES);
    }
    assert.deepEqual(seedsOf(2 ** 32 - 1), seedsOf(-1));
  });

  void it('have none in common where seeds are near, as the numbers of builds are, or a day apart', () => {
    const own = new Set(seedsOf(5));
    for (const distance of [...Array.from({ length: 1000 }, (_, index) => index + 1), 86_400]) {
      const common = seedsOf(5 + distance).filter((seed) => own.has(seed));
      assert.deepEqual(common, [], `${distance} apart`);
    }
  });

  void it('stay apart for as many batches as is promised, up to a million of them', () => {
    for (const distance of [1, 2, 3, 100, 86_400]) {
      const promised = Math.min(2 ** 32 / (2.24 * distance), 1e6);
      for (let batch = 1; batch < promised; batch += 1) {
        if (Math.abs(seedOfBatch(0, batch)) === distance) assert.fail(`${distance} apart meet after ${batch} batches`);
      }
    }
  });
});
