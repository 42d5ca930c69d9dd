import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isRight } from 'fp-ts/lib/Either.js';
import type { GicLanguage } from '../../model/index.js';
import { check } from '../engine/check.js';
import { drive } from '../engine/drive.js';
import type { Run } from '../kit.js';
import { gicKit } from './kit.js';
import { isDefined } from './resolve.js';

const SEED = 20;

const scenarios = fc.sample(
  gicKit.config.chain((config) => gicKit.actions(config).map((actions) => ({ config, actions }))),
  { seed: SEED, numRuns: 200 },
);

describe('the GIC layer', () => {
  it('finds nothing wrong with SoftGic, and meets every transition', async () => {
    const make = gicKit.subjects['soft-gic'];
    assert(make !== undefined);
    const result = await check(gicKit, make, { seed: SEED, runs: 300 });
    assert.deepEqual(result.failure?.violation, undefined);
    const short = result.witnesses.filter(({ count, required }) => count < required);
    assert.deepEqual(short, []);
  });

  it('generates nothing that is UNPREDICTABLE', () => {
    assert.ok(scenarios.every(({ config, actions }) => isDefined(config, actions)));
  });

  it('decodes what it generates, and tells each action in words', () => {
    for (const { config, actions } of scenarios.slice(0, 40)) {
      assert.ok(isRight(gicKit.codecs.config.decode(config)));
      for (const action of actions) {
        assert.ok(isRight(gicKit.codecs.action.decode(action)));
        assert.ok(gicKit.story.describe(action).length > 5);
      }
    }
  });

  for (const mutant of gicKit.mutants) {
    it(`${mutant.killedBy} finds ${mutant.fault}, ${mutant.id}`, () => {
      const property = gicKit.properties.find(({ id }) => id === mutant.killedBy);
      assert(property !== undefined);
      const subject = mutant.subject();
      const isFound = scenarios.some(({ config, actions }) => {
        const run: Run<GicLanguage> = drive(gicKit.model, subject, config, actions);
        return property.judge(run) !== undefined;
      });
      assert.ok(isFound);
    });
  }
});
