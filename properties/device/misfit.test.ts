import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig } from '../../model/index.js';
import { registers, type RegisterName } from '../../spec/index.js';
import { deviceActions, deviceConfig } from './arbitraries/index.js';
import { deviceMisfit, fitting } from './misfit.js';

const RING_RESET = 2 ** 8;
const config: DeviceConfig = {
  deviceId: 2,
  vendorId: 0,
  features: [0, 1 + RING_RESET],
  queueSizeMax: [8, 8],
  config: [1, 2],
  configWritable: false,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};
const write = (name: RegisterName, value: number): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});
const used = (queue: number): DeviceAction => ({ kind: 'usedBuffers', queue });
const agreed = [
  write('Status', 3),
  write('DriverFeaturesSel', 1),
  write('DriverFeatures', 1 + RING_RESET),
  write('Status', 11),
];
const running = [...agreed, write('QueueReady', 1), write('Status', 15)];
const reset = write('Status', 0);

void describe('used buffers belong into a run', () => {
  for (const [what, before, fits] of [
    ['of any queue before DRIVER_OK', agreed, true],
    ['of any queue after a reset', [...running, reset], true],
    ['of a queue that was made ready before DRIVER_OK', running, true],
    ['not of one that was never made ready', [...agreed, write('Status', 15)], false],
    ['not of one that is made ready too late', [...agreed, write('Status', 15), write('QueueReady', 1)], false],
    ['not of one that was stopped', [...running, write('QueueReady', 0)], false],
    ['nor when it is started again by that alone', [...running, write('QueueReady', 0), write('QueueReady', 1)], false],
    ['not of one that was reset', [...running, write('QueueReset', 1)], false],
    ['of one that is made ready again after that', [...running, write('QueueReset', 1), write('QueueReady', 1)], true],
    [
      'not of one whose reset lies before that of the device',
      [...running, write('QueueReset', 1), reset, ...agreed, write('Status', 15), write('QueueReady', 1)],
      false,
    ],
  ] as const) {
    void it(what, () => {
      const actions = [...before, used(0)];
      assert.equal(deviceMisfit(config, actions)?.step, fits ? undefined : before.length);
      assert.deepEqual(fitting(config, actions), fits ? actions : before);
    });
  }

  void it('of a queue that there is', () => {
    assert.match(deviceMisfit(config, [used(2)])?.why ?? '', /queue 2 of a device that has 2/);
  });
});

void describe('the runs of a device', () => {
  void it('hold nothing that does not belong there', () => {
    const runs = deviceConfig.chain((made) => deviceActions(made).map((actions) => [made, actions] as const));
    fc.assert(
      fc.property(runs, ([made, actions]) => assert.equal(deviceMisfit(made, actions), undefined)),
      { seed: 1, numRuns: 100 },
    );
  });
});
