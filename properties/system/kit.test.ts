import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { SoftGic } from '../../impl/index.js';
import { check } from '../engine/check.js';
import { checkMutants } from '../engine/mutants.js';
import { LatchSurvivesAcknowledge } from '../gic/mutants/interrupts.js';
import { system } from './implementation.js';
import { systemKit } from './kit.js';

void describe('IrqLine, VirtioMmioTransport and SoftGic with a driver', () => {
  for (const seed of [1, 2]) {
    void it(`pass every property and meet every witness with seed ${seed}`, async () => {
      const { verdict, failure, witnesses } = await check(systemKit, () => system(), { seed, runs: 1000 });
      assert.equal(failure?.violation, undefined);
      assert.deepEqual(
        witnesses.filter(({ count, required }) => count < required),
        [],
      );
      assert.equal(verdict, 'pass');
    });
  }
});

void describe('the faults that show where device, GIC and driver meet', () => {
  void it('are each found by the property that they break, which passes without the fault', async () => {
    const { results, withoutFault } = await checkMutants(systemKit, { seed: 17, runs: 1500 });
    assert.deepEqual(
      results.filter(({ killed }) => !killed).map(({ mutant }) => mutant.id),
      [],
    );
    assert.equal(withoutFault.verdict, 'pass');
  });

  void it('name a property that exists, and are unique', () => {
    const ids = new Set(systemKit.properties.map(({ id }) => id));
    for (const { id, killedBy } of systemKit.mutants) assert.ok(ids.has(killedBy), id);
    assert.equal(new Set(systemKit.mutants.map(({ id }) => id)).size, systemKit.mutants.length);
  });

  void it('and an interrupt too many is found, too', async () => {
    const again = system('latch survives', {
      gic: (size) =>
        new SoftGic(size, { interrupts: (memory, offers) => new LatchSurvivesAcknowledge(memory, offers) }),
    });
    const properties = ['no-interrupt-without-cause'] as const;
    const { failure } = await check(systemKit, () => again, { seed: 1, runs: 300, properties });
    assert.equal(failure?.violation.message, 'more interrupts than pulses');
  });
});

void describe('the codecs and the story of the system layer', () => {
  void it('know every configuration and action that is generated, and everything that it shows', () => {
    const subject = system();
    const scenario = fc.tuple(
      systemKit.config,
      systemKit.config.chain((config) => systemKit.actions(config)),
    );
    fc.assert(
      fc.property(scenario, ([config, actions]) => {
        const { codecs, story } = systemKit;
        subject.reset(config);
        assert.ok(!isLeft(codecs.config.decode(config)));
        for (const action of actions) {
          const carried: unknown = JSON.parse(JSON.stringify(action));
          assert.deepEqual(codecs.action.decode(carried), { _tag: 'Right', right: carried });
          const observation = subject.apply(action);
          assert.ok(!isLeft(codecs.observation.decode(observation)));
          assert.ok(!isLeft(codecs.view.decode(subject.observe())));
          assert.ok(story.describe(action).length > 0);
          const lanes = new Set(story.lanes);
          for (const { from, to } of story.messages(action, observation)) assert.ok(lanes.has(from) && lanes.has(to));
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
