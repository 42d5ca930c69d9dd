import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DeviceAction } from '../../model/index.js';
import { registers, type RegisterName } from '../../spec/index.js';
import { check } from '../engine/check.js';
import { deviceActions, deviceConfig } from './arbitraries/index.js';
import { deviceKit } from './kit.js';
import { choosing } from './other-choices.test.support.js';
import { simplerDeviceActions } from './simpler.js';

const write = (name: RegisterName, value: number, width = 4): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width,
  value,
});
const values = (action: DeviceAction): readonly unknown[] =>
  simplerDeviceActions(action).map((simpler) => ('value' in simpler ? simpler.value : undefined));

/** How often an action can be made simpler at most. */
const stepsTo = (action: DeviceAction): number =>
  Math.max(0, ...simplerDeviceActions(action).map((simpler) => 1 + stepsTo(simpler)));

void describe('simpler actions of a device', () => {
  void it('have what VIRTIO defines, and of that what is plainest first', () => {
    assert.deepEqual(values(write('InterruptACK', 4)), [1, 2, 3, 0]);
    assert.deepEqual(values(write('InterruptACK', 0)), [1, 2, 3]);
    assert.deepEqual(values(write('Status', 11)), [1, 3]);
    assert.deepEqual(values(write('Status', 0)), []);
    assert.deepEqual(values(write('QueueSize', 1025)), []);
    assert.deepEqual(simplerDeviceActions(write('InterruptACK', 2, 8)), [
      write('InterruptACK', 2),
      write('InterruptACK', 1, 8),
    ]);
    assert.deepEqual(simplerDeviceActions({ kind: 'read', offset: 0x100, width: 1 }), []);
    assert.deepEqual(simplerDeviceActions({ kind: 'configChange', offset: 2, bytes: [7, 8] }), [
      { kind: 'configChange', offset: 0, bytes: [1] },
    ]);
  });

  void it('come to an end', () => {
    const actions = deviceConfig.chain((config) => deviceActions(config));
    fc.assert(
      fc.property(actions, (run) => {
        for (const action of run) {
          assert.ok(stepsTo(action) <= 5);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  void it('tell a failure by an InterruptACK of a defined bit, where one will do', async () => {
    const clearsAll = choosing((state, action) => {
      const isAck = action.kind === 'write' && action.offset === registers.InterruptACK.offset && action.width === 4;
      return deviceKit.model.step(state, isAck ? { ...action, value: 3 } : action);
    });
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { failure } = await check(deviceKit, () => clearsAll, { seed, runs: 500 });
      const last = failure?.run.actions.at(-1);
      assert.ok(last?.kind === 'write' && [1, 2].includes(last.value), JSON.stringify(last));
    }
  });
});
