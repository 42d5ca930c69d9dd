import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { minimise } from './minimise.js';

void describe('minimise', () => {
  void it('leaves exactly what the failure needs', async () => {
    const property = fc.asyncProperty(
      fc.uniqueArray(fc.nat(50), { maxLength: 12 }).chain((items) => fc.tuple(fc.constant(items), fc.subarray(items))),
      async ([items, needed]) => {
        const shortest = await minimise(items, (fewer) => needed.every((item) => fewer.includes(item)));
        assert.deepEqual(shortest, needed);
      },
    );
    await fc.assert(property, { seed: 1 });
  });

  void it('tries again what could not go before something else went', async () => {
    assert.deepEqual(await minimise(['open', 'fail', 'close'], failsUnlessLeftOpen), ['fail']);
  });

  void it('leaves the simplest values that still fail, and what they then need no more goes, too', async () => {
    const simpler = (item: number): readonly number[] => [0, 1, 2].filter((other) => other < item);
    const failsOver = (items: readonly number[]): boolean =>
      items.some((item) => item === 1) || (items.includes(4) && items.includes(3));
    assert.deepEqual(await minimise([7, 4, 3], failsOver, simpler), [1]);
    assert.deepEqual(await minimise([9, 0], (items) => items.includes(9), simpler), [9]);
  });
});

/** `open` can go at any time, and `close` only once it is gone; from the end, `close` is tried first. */
function failsUnlessLeftOpen(items: readonly string[]): boolean {
  return items.includes('fail') && (!items.includes('open') || items.includes('close'));
}
