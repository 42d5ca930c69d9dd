import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONFIG_OFFSET, registers, type RegisterName } from '../../spec/index.js';
import type { DeviceAction, DeviceConfig } from './language.js';
import {
  after,
  configChange,
  configured,
  driverOk,
  negotiation,
  ready,
  shows,
  valueOf,
  write,
} from './scene.test.support.js';
import type { DeviceState } from './state.js';
import { deviceModel, stepDevice } from './step.js';

const agreed = (...actions: readonly DeviceAction[]): DeviceState =>
  after(configured(), ...negotiation(...configured().features), ...actions);

const at = (offset: number, width: number): DeviceAction => ({ kind: 'read', offset: CONFIG_OFFSET + offset, width });

const put = (offset: number, width: number, value: number): DeviceAction => ({
  kind: 'write',
  offset: CONFIG_OFFSET + offset,
  width,
  value,
});

const sizeAfter = (...actions: readonly DeviceAction[]): number | undefined => agreed(...actions).queues[0]?.QueueSize;

const notified = (state: DeviceState, queue: number): number | null =>
  shows(state, write('QueueNotify', queue)).notified;

const written = (config: DeviceConfig, status: number, action: DeviceAction): readonly number[] =>
  after(config, write('Status', status), action).configSpace;

void describe('the registers (4.2.2)', () => {
  void it('read what they hold', () => {
    const state = agreed(write('DeviceFeaturesSel', 1), write('QueueSel', 1));
    const expected: Partial<Record<RegisterName, number>> = {
      MagicValue: 0x74726976,
      Version: 2,
      DeviceID: 4,
      VendorID: 0x1234,
      DeviceFeatures: 0x141,
      QueueSizeMax: 16,
      QueueReady: 0,
      InterruptStatus: 0,
      Status: 11,
      SHMLenLow: 0xffff_ffff,
      SHMLenHigh: 0xffff_ffff,
      SHMBaseLow: 0xffff_ffff,
      SHMBaseHigh: 0xffff_ffff,
      ConfigGeneration: 0,
    };
    for (const [name, value] of Object.entries(expected))
      assert.equal(valueOf(state, name as RegisterName), value, name);
  });

  void it('read 0 where nothing is selected that exists', () => {
    const state = agreed(write('DeviceFeaturesSel', 2), write('QueueSel', 2));
    for (const name of ['DeviceFeatures', 'QueueSizeMax', 'QueueReady'] as const) {
      assert.equal(valueOf(state, name), 0, name);
    }
    assert.deepEqual(stepDevice(state, write('QueueReady', 1)).state, state);
    assert.deepEqual(stepDevice(state, write('QueueSize', 1)).state, state);
    assert.deepEqual(stepDevice(state, write('QueueReset', 1)).state, state);
  });

  void it('take 32-bit accesses in their own direction only (4.2.2.2, N14)', () => {
    const state = ready(configured(), { kind: 'usedBuffers', queue: 0 });
    for (const [name, { offset, access }] of Object.entries(registers)) {
      for (const width of [0, 1, 2, 3, 8]) {
        assert.equal(shows(state, { kind: 'read', offset, width }).value, 0, `${name}, ${width} bytes`);
        assert.deepEqual(stepDevice(state, { kind: 'write', offset, width, value: 1 }).state, state, name);
      }
      if (access === 'R') assert.deepEqual(stepDevice(state, write(name as RegisterName, 1)).state, state, name);
      if (access === 'W') assert.equal(valueOf(state, name as RegisterName), 0, name);
    }
    assert.equal(shows(state, { kind: 'read', offset: 0x61, width: 4 }).value, 0);
    assert.deepEqual(stepDevice(state, { kind: 'write', offset: 0x62, width: 4, value: 1 }).state, state);
  });
});

void describe('the Status (2.1, 3.1.1)', () => {
  void it('takes its stages in order, and forgets none', () => {
    assert.equal(after(configured(), write('Status', 2)).Status, 0, 'DRIVER without ACKNOWLEDGE');
    assert.equal(after(configured(), write('Status', 3), write('Status', 1)).Status, 3);
    assert.equal(after(configured(), write('Status', 1 | 0x80)).Status, 0x81, 'FAILED at any time');
  });

  void it('withholds FEATURES_OK, and DRIVER_OK with it, from a driver that asks for too much or too little', () => {
    for (const features of [
      [2, 1],
      [0, 3],
      [0, 0],
    ] as const) {
      const state = after(configured(), ...negotiation(...features), driverOk);
      assert.equal(state.Status, 3, String(features));
    }
  });

  void it('takes features page by page, between DRIVER and FEATURES_OK (2.2)', () => {
    const late = agreed(write('DriverFeatures', 0), write('DriverFeaturesSel', 7), write('DriverFeatures', 1));
    assert.deepEqual(late.DriverFeatures, [0x21, 0x141]);
    const noSuchPage = after(
      configured(),
      write('Status', 3),
      write('DriverFeaturesSel', 2),
      write('DriverFeatures', 1),
    );
    assert.deepEqual(noSuchPage.DriverFeatures, [0, 0]);
  });
});

void describe('a queue', () => {
  void it('has a size of 1 to QueueSizeMax, which is fixed once it is ready (4.2.2)', () => {
    assert.equal(sizeAfter(write('QueueSize', 8)), 8);
    for (const wrong of [0, 257]) assert.equal(sizeAfter(write('QueueSize', wrong)), 256, `size ${wrong}`);
    assert.equal(sizeAfter(write('QueueReady', 1), write('QueueSize', 8)), 256);
  });

  void it('is ready when 1 was written, after FEATURES_OK, until 0 is (N4)', () => {
    assert.equal(valueOf(after(configured(), write('QueueReady', 1)), 'QueueReady'), 0);
    const isReady = agreed(write('QueueReady', 1));
    assert.equal(valueOf(isReady, 'QueueReady'), 1);
    assert.equal(valueOf(stepDevice(isReady, write('QueueReady', 2)).state, 'QueueReady'), 1);
    assert.equal(valueOf(stepDevice(isReady, write('QueueReady', 0)).state, 'QueueReady'), 0);
  });

  void it('is reset alone with VIRTIO_F_RING_RESET, and only then (2.6.1, N4)', () => {
    const changed = [write('QueueSize', 8), write('QueueReady', 1)];
    const [queue, other] = agreed(...changed, write('QueueReset', 1)).queues;
    assert.deepEqual([queue, other?.QueueSize], [{ QueueSize: 256, QueueReady: false }, 16]);
    assert.equal(agreed(...changed, write('QueueReset', 0)).queues[0]?.QueueReady, true);
    const without = after(configured(), ...negotiation(0, 1), ...changed, write('QueueReset', 1));
    assert.equal(without.queues[0]?.QueueReady, true);
  });

  void it('is told of once the device runs and it is ready (2.1.2, N6)', () => {
    assert.equal(notified(agreed(write('QueueReady', 1)), 0), null, 'before DRIVER_OK');
    const running = ready(configured(), write('QueueReady', 1));
    assert.equal(notified(running, 0), 0);
    assert.equal(notified(running, 0x7_0000), 0, 'VIRTIO_F_NOTIFICATION_DATA puts more above the index');
    assert.equal(notified(running, 1), null, 'a queue that is not ready');
    const plain = after(configured(), ...negotiation(0, 1), write('QueueReady', 1), driverOk);
    assert.equal(notified(plain, 0x7_0000), null, 'without VIRTIO_F_NOTIFICATION_DATA all of it is the index');
  });

  void it('takes its addresses, which nothing can observe', () => {
    const state = agreed();
    assert.deepEqual(stepDevice(state, write('QueueDescLow', 0x1000)).state, state);
  });
});

void describe('the configuration space (2.5, N3, N11)', () => {
  void it('is read in fields of 8, 16 and 32 bits, little-endian, even before FEATURES_OK', () => {
    const fresh = after(configured());
    const fields = [at(0, 1), at(1, 2), at(0, 4), at(3, 1)].map((field) => shows(fresh, field).value);
    assert.deepEqual(fields, [0x11, 0x3322, 0x44332211, 0x44]);
    for (const wrong of [at(0, 3), at(0, 8), at(3, 2), at(4, 1)]) assert.equal(shows(fresh, wrong).value, 0);
  });

  void it('changes with its generation, and that wraps at 32 bits', () => {
    const state = after(configured(), configChange);
    assert.deepEqual([state.configSpace, state.ConfigGeneration], [[0x11, 0xaa, 0xbb, 0x44], 1]);
    const last = { ...state, ConfigGeneration: 2 ** 32 - 1 };
    assert.equal(stepDevice(last, configChange).state.ConfigGeneration, 0);
  });

  void it('takes the writes of a driver that is known, where it is writable, and keeps its generation', () => {
    assert.deepEqual(written(configured(), 3, put(0, 2, 0xbeef)), [0xef, 0xbe, 0x33, 0x44]);
    assert.deepEqual(written(configured(), 1, put(0, 2, 0xbeef)), configured().config);
    assert.deepEqual(written(configured({}, { configWritable: false }), 3, put(0, 1, 0)), configured().config);
    assert.deepEqual(written(configured(), 3, put(3, 2, 0)), configured().config);
    assert.equal(after(configured(), write('Status', 3), put(0, 1, 0)).ConfigGeneration, 0);
  });
});

void describe('what can be seen between two actions', () => {
  void it('is four values that no look changes', () => {
    const state = ready(configured({ signal: 'level' }), configChange);
    assert.deepEqual(deviceModel.view(state), { Status: 15, InterruptStatus: 2, ConfigGeneration: 1, line: 1 });
  });
});
