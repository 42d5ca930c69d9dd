import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedSystems, profiles, verdict } from '../../model/index.js';
import { statesThatFit } from './memory.js';

test('a number of threads that cannot fit is refused before anything starts, with the memory that it would take', () => {
  const [profile] = profiles();
  assert(profile !== undefined);
  for (const chosen of [[profile], profiles()]) {
    assert.throws(() => statesThatFit(chosen, 12), {
      code: 'EXPLORATION_TOO_LARGE',
      message: /12 threads may reach .* states, which take .*[TPE]iB; .* are free/,
    });
  }
});

test('what fits is let through', () => {
  const [profile] = profiles();
  assert(profile !== undefined);
  assert.ok(statesThatFit([profile], 3) > 100_000);
  assert.ok(statesThatFit(profiles(), 2) > 100_000);
});

test('the estimate errs on the safe side: the states of three threads grow by less than those of two', () => {
  for (const { choices } of namedSystems.filter(({ name }) => name !== 'kvmtool')) {
    const profile = { ...choices, driver: 'ackFirst' } as const;
    const [one, two, three] = [1, 2, 3].map((threads) => {
      const result = verdict(profile, threads);
      assert(result.kind !== 'INCONCLUSIVE');
      return result.states;
    });
    assert(one !== undefined && two !== undefined && three !== undefined);
    assert.ok(three / two < (two / one) * 1.01);
  }
});
