import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kvmGic, type GicConfig, type GicView } from '../../model/index.js';
import { choiceNames, withChoices } from './choose.js';
import { stored } from './stored.test.support.js';
import { verifyOnModel } from './verify.js';

const all = stored.flatMap(({ vectors }) => vectors);
const ofGic = (vectors: readonly (typeof all)[number][]) => vectors.filter(({ layer }) => layer === 'gic');

void describe('vectors for an implementation that chooses otherwise', () => {
  void it('are those that there are, when it does not', () => {
    assert.deepEqual(withChoices(all, {}), all);
  });

  void it('say what the model says of such a one, and what they take for granted then', () => {
    const chosen = withChoices(all, { priorityBits: '4', 'reset.group': '1', signal: 'onRise' });
    assert.ok(chosen.length > all.length / 2);
    for (const vector of chosen) {
      assert.equal(verifyOnModel(vector).verdict, 'pass', vector.id);
      assert.ok(vector.flags.every((flag) => !['priorityBits=5', 'reset.group=0', 'signal=always'].includes(flag)));
    }
    const shown = ofGic(chosen).flatMap(({ steps }) =>
      steps.flatMap(({ expected }) => expected.view ?? []),
    ) as GicView[];
    assert.ok(shown.length > 500);
    assert.ok(shown.every(({ interrupts }) => interrupts.every(({ priority }) => priority % 16 === 0)));
  });

  void it('name no mutant any more where something else comes of them, and are no two the same', () => {
    const chosen = withChoices(all, { edgeDetector: 'assert' });
    assert.ok(ofGic(chosen).every(({ faults }) => faults.length === 0));
    assert.equal(new Set(chosen.map(({ config, steps }) => JSON.stringify([config, steps]))).size, chosen.length);
    assert.ok(chosen.length < all.length, 'both sides of a contrast became one');
  });

  void it('leave out what is then left open', () => {
    const chosen = withChoices(all, { tieBreak: 'unspecified' });
    assert.ok(ofGic(chosen).length < ofGic(all).length);
    assert.ok(ofGic(chosen).every(({ flags }) => !flags.some((flag) => flag.startsWith('tieBreak'))));
    for (const vector of chosen) assert.equal(verifyOnModel(vector).verdict, 'pass', vector.id);
  });

  void it('can be chosen to be what KVM is', () => {
    const { reset, ...others } = kvmGic;
    const paths = Object.entries(reset).map(([name, value]) => [`reset.${name}`, value] as const);
    const named = [...Object.entries<unknown>(others), ...paths];
    const wanted = Object.fromEntries(named.map(([name, value]) => [name, `${value as string | number}`]));
    assert.deepEqual(
      Object.keys(wanted).filter((name) => !(choiceNames[name] ?? []).includes(wanted[name] ?? '')),
      [],
    );
    for (const { config } of ofGic(withChoices(all, wanted))) {
      const { listRegisters: __, ...behaviour } = (config as GicConfig).behaviour;
      assert.deepEqual(behaviour, kvmGic);
    }
  });
});
