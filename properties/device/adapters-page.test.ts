import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  deviceModel,
  predict,
  type DeviceAction,
  type DeviceConfig,
  type DeviceObservation,
  type DeviceView,
} from '../../model/index.js';
import { registers, type RegisterName } from '../../spec/index.js';
import { deviceActions, deviceConfig } from './arbitraries/index.js';

const page = readFileSync(new URL('../../../docs/adapters.md', import.meta.url), 'utf8');
const header = readFileSync(new URL('../../../docs/adapters/irqline_device.h', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## What comes in a run'), page.indexOf('## What the standard leaves open'));

const config: DeviceConfig = {
  deviceId: 2,
  vendorId: 0,
  features: [0, 1 + 2 ** 8],
  queueSizeMax: [8],
  config: [1, 2, 3, 4, 5],
  configWritable: true,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};
const read = (name: RegisterName, width = 4): DeviceAction => ({ kind: 'read', offset: registers[name].offset, width });
const write = (name: RegisterName, value: number): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});
const field = (offset: number, width: number): DeviceAction => ({ kind: 'read', offset: 0x100 + offset, width });
const features = [write('Status', 3), write('DriverFeaturesSel', 1), write('DriverFeatures', 1 + 2 ** 8)];
const agreed = [...features, write('Status', 11)];
const running = [...agreed, write('Status', 15)];
const used: DeviceAction = { kind: 'usedBuffers', queue: 0 };
const changed: DeviceAction = { kind: 'configChange', offset: 0, bytes: [9] };

/** What the last of these actions shows. */
function shown(...actions: readonly DeviceAction[]): DeviceObservation & { readonly view: DeviceView } {
  const outcome = predict(deviceModel, config, actions).at(-1);
  assert.ok(outcome !== undefined);
  return { ...outcome.observation, view: outcome.view };
}

void describe('the page on adapters tells of a run', () => {
  const runs = fc.sample(
    deviceConfig.chain((made) => deviceActions(made)),
    { seed: 1, numRuns: 3000 },
  );

  void it('the offsets and widths that come, and so does the header', () => {
    const accesses = runs.flat().filter((action) => action.kind === 'read' || action.kind === 'write');
    const widths = [...new Set(accesses.map(({ width }) => width))].toSorted((one, other) => one - other);
    assert.deepEqual(widths, [0, 1, 2, 3, 4, 8]);
    const text = 'width of 0, 1, 2, 3, 4 or 8';
    assert.ok(section.includes(text) && header.replaceAll('\n * ', ' ').includes(text));
    assert.ok(Math.max(...accesses.map(({ offset }) => offset)) < 0x1000);
    assert.ok(section.includes('below 0x1000') && header.includes('below 0x1000'));
  });

  void it('how it begins', () => {
    const begun = runs.filter(([first]) => first?.kind === 'write' && first.offset === 0x70 && first.value === 0);
    const isBroughtUp = (run: readonly DeviceAction[]): boolean => run[1]?.kind === 'write' && run[1].offset === 0x70;
    const share = begun.filter(isBroughtUp).length / runs.length;
    assert.ok(share > 0.8 && share < 0.88, `five of six, and some bring up first: ${share}`);
    assert.match(section, /Five runs of six/);
    const { view } = shown(read('MagicValue'));
    assert.deepEqual(view, { Status: 0, InterruptStatus: 0, ConfigGeneration: 0, line: 0 });
  });

  void it('what the model expects of each', () => {
    for (const name of ['SHMLenLow', 'SHMLenHigh', 'SHMBaseLow', 'SHMBaseHigh'] as const) {
      assert.equal(shown(write('SHMSel', 3), read(name)).value, 0xffff_ffff);
    }
    const zero: readonly (readonly DeviceAction[])[] = [
      [read('QueueReset')],
      [write('DeviceFeaturesSel', 2), read('DeviceFeatures')],
      [write('QueueSel', 1), read('QueueSizeMax')],
      [read('MagicValue', 8)],
      [read('InterruptACK')],
      [{ kind: 'read', offset: 0x1c, width: 4 }],
      [field(3, 4)],
      [field(0, 3)],
      [field(0, 8)],
    ];
    for (const actions of zero) assert.equal(shown(...actions).value, 0, JSON.stringify(actions));
    assert.equal(shown(field(1, 4)).value, 0x0504_0302);
    assert.equal(shown(write('Status', 3)).view.Status, 3, 'several stages at once');
    assert.equal(shown(write('Status', 3), write('Status', 1)).view.Status, 3, 'no bit goes');
    assert.equal(shown(write('Status', 3), write('Status', 15)).view.Status, 3, 'FEATURES_OK stays off');
    const reset = shown(...running, changed, write('Status', 0));
    assert.deepEqual(reset.view, { Status: 0, InterruptStatus: 0, ConfigGeneration: 1, line: 0 });
    assert.equal(shown(changed, write('Status', 0), field(0, 1)).value, 9, 'the configuration stays');
    assert.equal(shown(...running, write('QueueReady', 1), read('QueueReady')).value, 1);
    assert.equal(shown(...running, write('QueueReady', 2), read('QueueReady')).value, 0);
    assert.equal(shown(...features, write('QueueReady', 1), read('QueueReady')).value, 0);
    const reused = [...running, write('QueueReady', 1), write('QueueReset', 1), read('QueueReady')];
    assert.equal(shown(...reused).value, 0);
    assert.equal(shown(...running, write('QueueReady', 1), write('QueueNotify', 0)).notified, 0);
    assert.equal(shown(...agreed, write('QueueReady', 1), write('QueueNotify', 0)).notified, null);
    assert.equal(shown(...agreed, used).view.InterruptStatus, 0);
    assert.deepEqual(shown(...agreed, changed).view, { Status: 11, InterruptStatus: 0, ConfigGeneration: 1, line: 0 });
    assert.equal(shown(...agreed, { kind: 'fatalError' }).view.Status, 11 + 64);
    const inUse = [...agreed, write('QueueReady', 1), write('Status', 15), used];
    assert.equal(shown(...inUse).view.InterruptStatus, 1);
    assert.equal(shown(...inUse, write('InterruptACK', 0xffff_ffff)).view.InterruptStatus, 0);
  });

  void it('what the model expects where something is to go wrong, and of a restore', () => {
    const told = (...actions: readonly DeviceAction[]): readonly unknown[] => {
      const { error, signals, view } = shown(...actions);
      assert.ok(error === null || section.includes(error), `the page has ${String(error)}`);
      return [error, signals, view.Status, view.InterruptStatus, view.line];
    };
    const fails: DeviceAction = { kind: 'activationFails' };
    const halfWay: DeviceAction = { kind: 'pulseFailsHalfWay' };
    const restore: DeviceAction = { kind: 'saveAndRestore' };
    const refuses = (signals: number): DeviceAction => ({ kind: 'gicRefuses', signals });
    for (const action of [fails, halfWay, refuses(1)]) assert.deepEqual(told(...running, action), [null, [], 15, 0, 0]);
    assert.deepEqual(told(fails, ...running), [null, ['pulse'], 15 + 64, 2, 0]);
    assert.deepEqual(
      told(fails, write('Status', 0), ...running),
      [null, ['pulse'], 15 + 64, 2, 0],
      'no reset forgets it',
    );
    assert.deepEqual(told(fails, ...running, write('Status', 0), ...running), [null, [], 15, 0, 0], 'once');
    assert.deepEqual(told(...running, refuses(2), used), ['GIC_REFUSED', [], 15, 1, 0]);
    assert.deepEqual(told(...running, refuses(2), used, used, used), [null, ['pulse'], 15, 1, 0]);
    assert.deepEqual(told(...running, halfWay, used), ['GIC_LINE_LEFT_HIGH', ['assert'], 15, 1, 1]);
    assert.deepEqual(told(...running, halfWay, used, refuses(1), changed), ['GIC_REFUSED', [], 15, 3, 1]);
    for (const next of [used, restore]) {
      assert.deepEqual(told(...running, halfWay, used, next), [null, ['deassert', 'pulse'], 15, 1, 0]);
    }
    assert.deepEqual(told(...running, halfWay, used, write('Status', 0)), [null, ['deassert'], 0, 0, 0]);
    assert.deepEqual(told(...running, used, changed, restore), [null, ['pulse'], 15, 3, 0]);
    assert.deepEqual(told(...running, restore), [null, [], 15, 0, 0]);
    assert.deepEqual(told(...running, used, fails, restore), ['ACTIVATION_FAILED', [], 15, 1, 0]);
    for (const damage of ['truncated', 'foreign', 'future'] as const) {
      const [error, ...others] = told(...running, used, { kind: 'restoreDamaged', damage });
      assert.deepEqual(others, [[], 15, 1, 0]);
      assert.match(section, new RegExp(`\\x60${damage}\\x60[^\`]*\\x60${String(error)}\\x60`));
    }
    const level: DeviceConfig = { ...config, choices: { ...config.choices, signal: 'level' } };
    const ofLevel = (...actions: readonly DeviceAction[]): unknown =>
      predict(deviceModel, level, [...actions, restore]).at(-1)?.observation.signals;
    assert.deepEqual([ofLevel(), ofLevel(...running, used)], [['deassert'], ['assert']]);
  });
});
