import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { architectureGic, gicModel, type GicBehaviour, type GicLanguage } from '../../model/index.js';
import { check } from '../engine/check.js';
import { RigSubject } from '../rig-subject.js';
import { gicKit } from './kit.js';
import { softGic } from './soft-gic-subject.js';

/** The model itself as a subject: it is right by its own lights, whatever kind of GIC it is. */
const model = (): RigSubject<GicLanguage> =>
  new RigSubject<GicLanguage>('model', (config) => {
    let state = gicModel.init(config);
    return {
      apply(action) {
        const next = gicModel.step(state, action);
        ({ state } = next);
        return next.observation;
      },
      observe: () => gicModel.view(state),
    };
  });

const kitOf = (choice: Partial<GicBehaviour>): typeof gicKit => ({
  ...gicKit,
  config: gicKit.config.map((config) => ({ ...config, behaviour: { ...architectureGic, ...choice } })),
});

const others: readonly Partial<GicBehaviour>[] = [
  { edgeDetector: 'assert' },
  { lineWhileEdge: 'ignored' },
  { levelLatchClearedBy: 'deactivation' },
  { forwarding: 'onEvent' },
  { groupEnables: 'group1GatesBoth' },
  { routingMode: 'ignored' },
  { affinity3: 'ignored' },
  { ppiTrigger: 'fixed' },
  { priorityBits: 4 },
  { lineOnReset: 'forgotten' },
  { reset: { spiTrigger: 'edge', ppiTrigger: 'edge', group: 1 } },
  { tieBreak: 'unspecified' },
];

void describe('the properties judge no GIC by what it does not choose', () => {
  for (const choice of others) {
    void it(JSON.stringify(choice), async () => {
      const { failure, runs } = await check(kitOf(choice), model, { seed: 1, runs: 20 });
      assert.equal(failure, undefined, `${failure?.property.id}: ${JSON.stringify(failure?.violation)}`);
      assert.equal(runs, 20);
    });
  }

  void it('and still see that it is not what it says it is', async () => {
    const { failure } = await check(kitOf({ priorityBits: 4 }), () => softGic(), { seed: 1, runs: 20 });
    assert.equal(failure?.property.id, 'agrees-with-the-model');
  });
});
