import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { check } from '../engine/check.js';
import { checkMutants } from '../engine/mutants.js';
import { subjectByName } from '../subjects.js';
import { layers } from '../layers.js';
import { implementation } from './implementation.js';
import { deviceKit } from './kit.js';

void describe('the implementation', () => {
  for (const seed of [1, 2]) {
    void it(`passes every property and meets every witness with seed ${seed}`, async () => {
      const { verdict, runs, failure, witnesses } = await check(deviceKit, () => implementation(), {
        seed,
        runs: 2000,
      });
      assert.equal(failure?.violation, undefined);
      assert.deepEqual(
        witnesses.filter(({ count, required }) => count < required),
        [],
      );
      assert.deepEqual([verdict, runs], ['pass', 2000]);
    });
  }
});

void describe('the mutants', () => {
  void it('are each killed by the property of the clause that they break, which passes without the fault', async () => {
    const { results, withoutFault } = await checkMutants(deviceKit, { seed: 17, runs: 2000 });
    assert.ok(results.length >= 15);
    assert.deepEqual(
      results.filter(({ killed }) => !killed).map(({ mutant }) => mutant.id),
      [],
    );
    assert.equal(withoutFault.verdict, 'pass');
  });

  void it('name a property that exists and is not the comparison with the model, and a source', () => {
    const ids = new Set(deviceKit.properties.map(({ id }) => id));
    ids.delete('agrees-with-the-model');
    for (const { id, killedBy, source, what } of deviceKit.mutants) {
      assert.ok(ids.has(killedBy), id);
      assert.ok(source !== '' && what.endsWith('.'), id);
    }
    assert.equal(new Set(deviceKit.mutants.map(({ id }) => id)).size, deviceKit.mutants.length);
  });
});

void describe('the subjects of a layer', () => {
  void it('are its implementations and its mutants, each made afresh under its own name', () => {
    for (const kit of layers) {
      const subjects = subjectByName(kit);
      assert.equal(Object.keys(subjects).length, Object.keys(kit.subjects).length + kit.mutants.length);
      for (const { id } of kit.mutants) {
        assert.equal(subjects[id]?.().name, id);
        assert.notEqual(subjects[id]?.(), subjects[id]?.());
      }
    }
  });

  void it('are not used before they are reset, nor after they are closed', () => {
    const subject = implementation();
    assert.throws(() => subject.observe(), /reset before it is used/);
    subject.reset(fc.sample(deviceKit.config, { numRuns: 1, seed: 1 })[0] ?? assert.fail());
    assert.equal(subject.observe().Status, 0);
    subject.close();
    assert.throws(() => subject.apply({ kind: 'fatalError' }), /reset before it is used/);
  });
});

void describe('the codecs of the device layer', () => {
  void it('decode every configuration and action that is generated, as JSON carries them', () => {
    const scenario = deviceKit.config.chain((config) => fc.tuple(fc.constant(config), deviceKit.actions(config)));
    fc.assert(
      fc.property(scenario, ([config, actions]) => {
        const { codecs } = deviceKit;
        assert.deepEqual(decoded(codecs.config, carried(config)), carried(config));
        for (const action of actions) {
          assert.deepEqual(decoded(codecs.action, carried(action)), carried(action));
          assert.ok(deviceKit.story.describe(action).length > 0);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

function carried(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function decoded(codec: t.Decoder<unknown, unknown>, value: unknown): unknown {
  const result = codec.decode(value);
  return isLeft(result) ? assert.fail(`refused: ${JSON.stringify(value)}`) : result.right;
}
