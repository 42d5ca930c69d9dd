import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig, Language, Subject } from '../../model/index.js';
import { registers, type ClauseId, type RegisterName } from '../../spec/index.js';
import { kitFor } from '../adapter/kit.js';
import { check, type CheckOptions } from '../engine/check.js';
import type { AnyKit } from '../layers.js';
import { deviceActions } from './arbitraries/index.js';
import { conformingSteps, keptByTheDriver } from './conforming.js';
import { deviceKit } from './kit.js';
import { choosing, otherChoices } from './other-choices.test.support.js';

const device: AnyKit = deviceKit;
const kit = (driver: 'any' | 'conforming'): AnyKit =>
  kitFor({ name: 'x', kit: device, actions: device.codecs.action.kinds, config: {}, hides: [], driver });

const config: DeviceConfig = {
  deviceId: 2,
  vendorId: 0,
  features: [0x21, 1 + 2 ** 8],
  queueSizeMax: [8, 4],
  config: [1, 2, 3, 4, 5, 6],
  configWritable: true,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};
const read = (name: RegisterName): DeviceAction => ({ kind: 'read', offset: registers[name].offset, width: 4 });
const write = (name: RegisterName, value: number): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});
const usedBuffers: DeviceAction = { kind: 'usedBuffers', queue: 1 };
const negotiation = [
  write('Status', 1),
  write('Status', 3),
  write('DriverFeaturesSel', 1),
  write('DriverFeatures', 1 + 2 ** 8),
  write('Status', 11),
];
const setUp = [write('QueueSel', 1), write('QueueSize', 4), write('QueueReady', 1)];
const ready = [...negotiation, ...setUp, write('Status', 15)];
const field = (kind: 'read' | 'write', offset: number, width: number): DeviceAction =>
  kind === 'read' ? { kind, offset: 0x100 + offset, width } : { kind, offset: 0x100 + offset, width, value: 7 };

/** Whether an action is kept after others, all of which are. */
function follows(before: readonly DeviceAction[], action: DeviceAction, next: readonly DeviceAction[] = []): boolean {
  const kept = conformingSteps(config, [...before, action, ...next]);
  assert.deepEqual(
    kept.slice(0, before.length),
    before.map((_, step) => step),
    'what comes before',
  );
  return kept.includes(before.length);
}

void describe('a driver that keeps to the standard', () => {
  for (const [what, before, may, mayNot] of [
    [
      'goes a step at a time',
      [],
      [write('Status', 1), write('Status', 128)],
      [write('Status', 3), write('Status', 15)],
    ],
    [
      'clears no bit',
      negotiation,
      [write('Status', 15), write('Status', 0)],
      [write('Status', 4), write('Status', 11)],
    ],
    ['does nothing but reset once it has failed', [write('Status', 128)], [write('Status', 0)], [read('Status')]],
    [
      'accepts what is offered',
      negotiation.slice(0, 3),
      [write('DriverFeatures', 1)],
      [write('DriverFeatures', 2), write('Status', 11)],
    ],
    ['accepts no more once it has agreed', negotiation, [], [write('DriverFeatures', 1)]],
    ['selects before it looks', [], [], [read('QueueReady'), read('DeviceFeatures'), read('SHMLenLow')]],
    [
      'looks at what it has selected',
      [write('QueueSel', 9)],
      [read('QueueReady'), read('QueueSizeMax')],
      [read('QueueReset')],
    ],
    ['selects anew after a reset', [write('QueueSel', 0), write('Status', 0)], [], [read('QueueReady')]],
    ['sets up a queue after FEATURES_OK', [write('QueueSel', 1)], [], [write('QueueReady', 1), write('QueueSize', 4)]],
    [
      'gives a queue a size that it can have',
      [...negotiation, write('QueueSel', 1)],
      [write('QueueSize', 2), write('QueueDescLow', 0x1000), write('QueueReady', 1)],
      [write('QueueSize', 3), write('QueueSize', 8), write('QueueSize', 0), write('QueueReady', 2)],
    ],
    [
      'leaves a queue that is ready alone',
      [...negotiation, ...setUp],
      [],
      [write('QueueSize', 4), write('QueueDescLow', 0)],
    ],
    ['sets up no queue that there is not', [...negotiation, write('QueueSel', 2)], [], [write('QueueReady', 1)]],
    ['sets up no queue after DRIVER_OK', [...ready, write('QueueSel', 0)], [], [write('QueueReady', 1)]],
    ['notifies of no queue before DRIVER_OK', [...negotiation, ...setUp], [], [write('QueueNotify', 1)]],
    [
      'notifies of queues that are ready',
      ready,
      [write('QueueNotify', 1), write('QueueReset', 1), read('QueueReset')],
      [write('QueueNotify', 0), write('QueueNotify', 2), write('QueueReset', 0)],
    ],
    [
      'acknowledges what is pending',
      [...ready, usedBuffers],
      [write('InterruptACK', 1)],
      [write('InterruptACK', 0), write('InterruptACK', 2), write('InterruptACK', 5)],
    ],
    ['acknowledges nothing otherwise', ready, [read('InterruptStatus')], [write('InterruptACK', 1)]],
    [
      'reads the configuration by aligned fields',
      [],
      [field('read', 0, 4), field('read', 4, 2), field('read', 5, 1)],
      [field('read', 2, 4), field('read', 4, 4), field('read', 1, 2), field('read', 0, 8), field('read', 0, 3)],
    ],
    ['writes the configuration after FEATURES_OK', negotiation, [field('write', 0, 4)], [field('write', 1, 2)]],
    ['and not before', negotiation.slice(0, 4), [], [field('write', 0, 4)]],
    [
      'accesses registers as they are',
      [],
      [read('MagicValue'), usedBuffers],
      [
        { ...read('Status'), width: 1 } as DeviceAction,
        read('QueueNotify'),
        write('Version', 1),
        { kind: 'read', offset: 0x1c, width: 4 },
      ],
    ],
  ] as const) {
    void it(what, () => {
      for (const action of may) assert.ok(follows(before, action), `may ${JSON.stringify(action)}`);
      for (const action of mayNot) assert.ok(!follows(before, action), `may not ${JSON.stringify(action)}`);
    });
  }

  void it('keeps every clause that it is said to keep', () => {
    const breaks: Partial<Record<ClauseId, readonly (readonly [readonly DeviceAction[], DeviceAction])[]>> = {
      'VIRTIO-N34': [
        [ready, write('Status', 11)],
        [[write('Status', 128)], write('Status', 129)],
      ],
      'VIRTIO-N35': [[negotiation.slice(0, 3), write('DriverFeatures', 2)]],
      'VIRTIO-N36': [
        [[], write('Status', 3)],
        [[write('QueueSel', 1)], write('QueueReady', 1)],
        [negotiation.slice(0, 4), field('write', 0, 4)],
      ],
      'VIRTIO-N37': [[[...negotiation, ...setUp], write('QueueNotify', 1)]],
      'VIRTIO-N38': [
        [[], read('DeviceFeatures')],
        [[write('Status', 1), write('Status', 3)], write('DriverFeatures', 1)],
      ],
      'VIRTIO-N39': [[[...negotiation, write('QueueSel', 1)], write('QueueSize', 8)]],
      'VIRTIO-N40': [[[...negotiation, ...setUp], write('QueueDescLow', 0)]],
      'VIRTIO-N41': [[ready, write('QueueReady', 0)]],
      'VIRTIO-N42': [[negotiation.slice(0, 3), write('Status', 11)]],
    };
    assert.deepEqual(Object.keys(breaks), keptByTheDriver);
    for (const [clause, runs] of Object.entries(breaks)) {
      for (const [before, action] of runs) assert.ok(!follows(before, action), clause);
    }
  });

  void it('reads back that a queue has stopped', () => {
    const stop = write('QueueReady', 0);
    assert.deepEqual([follows(ready, stop, [read('QueueReady')]), follows(ready, stop, [usedBuffers])], [true, false]);
  });

  void it('writes no configuration that is read-only', () => {
    const readOnly = { ...config, configWritable: false };
    assert.equal(conformingSteps(readOnly, [...negotiation, field('write', 0, 4)]).length, negotiation.length);
  });

  void it('is left as it is, and a run of it fits, however it is cut', () => {
    const runs = fc.sample(deviceActions(config), { seed: 1, numRuns: 100 });
    for (const actions of runs) {
      const kept = conformingSteps(config, actions).flatMap((step) => actions[step] ?? []);
      assert.equal(conformingSteps(config, kept).length, kept.length);
      assert.equal(kit('conforming').misfit(config, kept), undefined);
    }
    const [gap] = [kit('conforming').misfit(config, [usedBuffers, write('Status', 15), usedBuffers])];
    assert.equal(gap?.step, 1);
    assert.equal(kit('any').misfit(config, [write('Status', 15)]), undefined);
  });
});

void describe('what the standard leaves open', () => {
  for (const [what, step] of Object.entries(otherChoices)) {
    void it(`is no fault where the driver keeps to it: a device that ${what}`, async () => {
      const verdict = async (driver: 'any' | 'conforming'): Promise<string> =>
        (await check(kit(driver), () => choosing(step) as Subject<Language>, { seed: 1, runs: 500 })).verdict;
      assert.deepEqual([await verdict('any'), await verdict('conforming')], ['fail', 'pass']);
    });
  }

  void it('is no excuse: all faults of the mutants are found but those that take an access which no such driver makes', async () => {
    const survivors: string[] = [];
    for (const mutant of device.mutants) {
      const { verdict } = await check(kit('conforming'), () => mutant.subject(), { seed: 1, runs: 500 });
      if (verdict !== 'fail') survivors.push(mutant.id);
    }
    assert.deepEqual(survivors, ['ack-zero-throws', 'notified-from-features-ok']);
  });
});

void describe('what the driver writes to the configuration', () => {
  for (const driver of ['any', 'conforming'] as const) {
    void it(`is read again: a device that drops it is found, with ${driver === 'any' ? 'any driver' : 'one that conforms'}`, async () => {
      const drops = choosing((state, action) =>
        deviceKit.model.step({ ...state, config: { ...state.config, configWritable: false } }, action),
      );
      const options: CheckOptions = { seed: 1, runs: 1000, properties: ['agrees-with-the-model'] };
      const { failure } = await check(kit(driver), () => drops as Subject<Language>, options);
      const [writes, reads] = failure?.run.actions.slice(-2) ?? [];
      assert.deepEqual([writes?.kind, reads?.kind], ['write', 'read']);
    });
  }
});
