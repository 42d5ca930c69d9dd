import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { architectureGic, gicModel, kvmGic, type GicAction, type GicConfig } from '../../model/index.js';
import { differences } from './flat.js';

/** What a GIC shows to have changed by the last of these actions. */
function changedBy(config: GicConfig, ...actions: readonly GicAction[]): readonly string[] {
  let [before, state] = [gicModel.init(config), gicModel.init(config)];
  for (const action of actions) [before, state] = [state, gicModel.step(state, action).state];
  const rows = differences(gicModel.view(before), gicModel.view(state), config);
  return rows.map(({ path, before: was, after: is }) => `${path} ${was} → ${is}`);
}

void describe('what changes in a GIC', () => {
  const config: GicConfig = { peCount: 2, spiCount: 64, behaviour: architectureGic };
  const group = (intId: number, pe = 0): GicAction => ({ kind: 'writeGroup', pe, intId, group: 1 });

  void it('is told of an interrupt by its name, and of nothing else that comes after it', () => {
    assert.deepEqual(changedBy(config, group(53)), ['SPI 53: group 0 → 1']);
    assert.deepEqual(changedBy(config, group(53), group(33)), ['SPI 33: group 0 → 1']);
    assert.deepEqual(changedBy(config, group(20, 1), group(20)), ['PPI 20 of PE 0: group 0 → 1']);
    assert.deepEqual(changedBy(config, group(53), { kind: 'writeGroup', pe: 0, intId: 53, group: 0 }), [
      'SPI 53: group 1 → 0',
    ]);
  });

  void it('is told of a PE by its number, and of an INTID in decimal', () => {
    const mask: GicAction = { kind: 'writePriorityMask', pe: 1, value: 0x80 };
    assert.deepEqual(changedBy(config, mask), ['PE 1: ICC_PMR_EL1 0 → 128']);
    const rows = differences({ ICC_HPPIR1_EL1: 1023, value: 1023 }, { ICC_HPPIR1_EL1: 33, value: 33 });
    assert.deepEqual(
      rows.map(({ before }) => before),
      ['1023', '0x3ff'],
    );
  });

  void it('is held against what a reset of this GIC leaves', () => {
    const kvm: GicConfig = { ...config, behaviour: kvmGic };
    assert.deepEqual(changedBy(kvm, { kind: 'writeTrigger', pe: 0, intId: 40, trigger: 'level' }), [
      'SPI 40: trigger edge → level',
    ]);
  });
});
