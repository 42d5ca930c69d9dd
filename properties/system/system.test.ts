import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from '../engine/check.js';
import { systemKit } from './kit.js';
import { system } from './subject.js';

void describe('the system layer', () => {
  void it('finds nothing wrong with our own, and meets every case', async () => {
    const result = await check(systemKit, system, { seed: 3, runs: 400 });
    assert.equal(result.failure?.violation, undefined);
    assert.deepEqual(
      result.witnesses.filter(({ count, required }) => count < required),
      [],
    );
  });

  for (const mutant of systemKit.mutants) {
    void it(`${mutant.killedBy} finds ${mutant.id}`, async () => {
      const options = { seed: 3, runs: 300, properties: [mutant.killedBy] };
      const result = await check(systemKit, () => mutant.subject(), options);
      assert.equal(result.failure?.property.id, mutant.killedBy);
    });
  }
});
