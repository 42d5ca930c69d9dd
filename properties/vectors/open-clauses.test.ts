import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { architectureGic, predict, type DeviceAction, type GicAction, type GicConfig } from '../../model/index.js';
import { deviceKit } from '../device/kit.js';
import { gicKit } from '../gic/kit.js';
import type { AnyKit } from '../layers.js';
import { flagsOf } from './flags.js';
import { openPoint } from './open-clauses.js';

const gic: GicConfig = { peCount: 1, spiCount: 32, behaviour: architectureGic };
const device = {
  deviceId: 1,
  vendorId: 0,
  features: [0, 1],
  queueSizeMax: [4],
  config: [0, 0],
  configWritable: true,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};
const spi = { pe: 0, intId: 40 } as const;
const enable: GicAction = { kind: 'writeEnabled', ...spi, enabled: true };
const raise: GicAction = { kind: 'drive', ...spi, level: true };
const write = (offset: number, width: 1 | 2 | 4 | 8, value: number): GicAction => ({
  kind: 'mmioWrite',
  frame: 'distributor',
  pe: 0,
  offset,
  width,
  value,
});
const read = (frame: 'distributor' | 'redistributor', offset: number, width: 1 | 2 | 4 | 8): GicAction => ({
  kind: 'mmioRead',
  frame,
  pe: 0,
  offset,
  width,
});

/** The open points among the flags; the others are choices. */
function pointsOf(kit: AnyKit, config: unknown, actions: readonly (DeviceAction | GicAction)[]): readonly string[] {
  const steps = actions.map((action) => ({ action, expected: { observation: {} } }));
  const flags = flagsOf({ layer: kit.model.layer, config, steps }, predict(kit.model, config, actions));
  return flags.filter((flag) => !flag.includes('='));
}

const ofGic = (...actions: readonly GicAction[]): readonly string[] => pointsOf(gicKit, gic, actions);
const ofDevice = (...actions: readonly DeviceAction[]): readonly string[] => pointsOf(deviceKit, device, actions);

void describe('what is left open and no choice of the configuration tells of', () => {
  void it('is a change of the trigger or the priority of what is pending, by name or by the register', () => {
    const edge: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'edge' };
    const priority: GicAction = { kind: 'writePriority', ...spi, priority: 8 };
    assert.deepEqual(ofGic(raise, edge), ['GIC-T22']);
    assert.deepEqual(ofGic(raise, write(0xc08, 4, 2 << 16)), ['GIC-T22']);
    assert.deepEqual(ofGic(edge, raise), []);
    assert.deepEqual(ofGic(enable, raise, priority), ['GIC-T23']);
    assert.deepEqual(ofGic(enable, raise, write(0x428, 1, 8)), ['GIC-T23']);
    assert.deepEqual(ofGic(enable, priority, raise), []);
    assert.deepEqual(ofGic(raise, priority), [], 'it is disabled, and forwarded to nobody');
    assert.deepEqual(ofGic(enable, raise, { ...priority, priority: 0 }), [], 'nothing is changed');
  });

  void it('is an access of a width that the register need not take', () => {
    for (const odd of [
      write(0x104, 2, 1),
      write(0x100, 8, 0),
      write(0x422, 4, 0),
      write(0x6100, 1, 0),
      read('redistributor', 8, 1),
    ]) {
      assert.ok(ofGic(odd).includes('GIC-R2'), JSON.stringify(odd));
    }
    for (const usual of [write(0x104, 4, 0), write(0x428, 1, 8), write(0x428, 4, 8), write(0x6140, 8, 0)]) {
      assert.deepEqual(ofGic(usual), [], JSON.stringify(usual));
    }
  });

  void it('is what tells one implementation from another', () => {
    for (const asked of [
      read('distributor', 4, 4),
      read('distributor', 0xffe8, 4),
      read('redistributor', 8, 8),
      read('redistributor', 0xc, 4),
    ]) {
      assert.deepEqual(ofGic(asked), ['identification'], JSON.stringify(asked));
    }
    assert.deepEqual(ofGic(read('distributor', 0, 4), read('redistributor', 4, 4)), []);
  });

  void it('is what a driver that keeps to the standard does not do to a device', () => {
    const access = (kind: 'read' | 'write', offset: number, width = 4): DeviceAction =>
      kind === 'read' ? { kind, offset, width } : { kind, offset, width, value: 1 };
    for (const unusual of [
      access('read', 0x64),
      access('write', 0x60),
      access('read', 0x60, 1),
      access('read', 0x3d),
      access('read', 0x100),
    ]) {
      assert.deepEqual(ofDevice(unusual), ['VIRTIO-N14'], JSON.stringify(unusual));
    }
    assert.deepEqual(ofDevice(access('read', 0x60), access('write', 0x64), { kind: 'fatalError' }), []);
    assert.deepEqual(ofDevice({ kind: 'write', offset: 0x64, width: 4, value: 0x102 }), ['VIRTIO-N15']);
  });

  void it('is explained', () => {
    for (const flag of ['GIC-T22', 'GIC-T23', 'GIC-R2', 'identification', 'VIRTIO-N14', 'VIRTIO-N15']) {
      assert.ok((openPoint(flag) ?? '').length > 20, flag);
    }
    assert.equal(openPoint('GIC-T7'), undefined);
  });
});

void describe('the choices that make a difference', () => {
  const choicesOf = (...actions: readonly GicAction[]): readonly string[] => {
    const steps = actions.map((action) => ({ action, expected: { observation: {} } }));
    return flagsOf({ layer: 'gic', config: gic, steps }, predict(gicKit.model, gic, actions));
  };

  void it('are the edge detector where a line is driven high twice, and the reset where anything is shown', () => {
    const edge: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'edge' };
    const clear: GicAction = { kind: 'writePending', ...spi, pending: false };
    assert.ok(!choicesOf(edge, raise).includes('edgeDetector=transition'));
    assert.ok(choicesOf(edge, raise, clear, raise).includes('edgeDetector=transition'));
    assert.ok(choicesOf(raise).includes('reset.spiTrigger=level'));
    assert.ok(!choicesOf().some((flag) => flag.includes('=')));
  });
});
