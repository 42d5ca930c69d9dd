import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, NOTIFICATION_DATA, RING_RESET } from './example-device.test.support.js';

test('QueueSel chooses the queue; one that does not exist has size 0 and takes nothing', () => {
  const bench = new Bench().negotiate();
  for (const [queue, sizeMax] of [
    [0, 256],
    [1, 64],
    [2, 0],
    [0xffff_ffff, 0],
  ] as const) {
    bench.write('QueueSel', queue);
    assert.equal(bench.read('QueueSizeMax'), sizeMax);
    bench.write('QueueReady', 1);
    assert.equal(bench.read('QueueReady'), sizeMax === 0 ? 0 : 1);
  }
});

test('the device is given size and addresses as the driver wrote them', () => {
  const bench = new Bench().negotiate();
  bench.write('QueueSel', 1);
  bench.write('QueueSize', 32);
  for (const [area, high] of [
    ['QueueDesc', 1],
    ['QueueDriver', 2],
    ['QueueDevice', 0xffff_ffff],
  ] as const) {
    bench.write(`${area}Low`, 0xf000_0000);
    bench.write(`${area}High`, high);
  }
  bench.write('QueueReady', 1);
  bench.write('Status', 15);
  assert.deepEqual(
    bench.device.queues.map((queue) => Object.assign({}, queue)),
    [
      { sizeMax: 256, size: 256, ready: false, descriptorArea: 0n, driverArea: 0n, deviceArea: 0n },
      {
        sizeMax: 64,
        size: 32,
        ready: true,
        descriptorArea: 0x1_f000_0000n,
        driverArea: 0x2_f000_0000n,
        deviceArea: 0xffff_ffff_f000_0000n,
      },
    ],
  );
});

test('a queue is set up after FEATURES_OK, not before', () => {
  const bench = new Bench();
  bench.write('Status', 1);
  bench.write('Status', 3);
  bench.write('QueueReady', 1);
  bench.write('QueueSize', 2);
  bench.negotiate();
  assert.equal(bench.read('QueueReady'), 0);
  bench.write('Status', 15);
  assert.equal(bench.device.queues[0]?.size, 256);
});

test('a size out of range, and a QueueReady that is neither 0 nor 1, are ignored', () => {
  const bench = new Bench().start();
  const queue = bench.device.queues[0];
  bench.write('QueueReady', 0);
  for (const size of [0, 257, 0xffff_ffff]) bench.write('QueueSize', size);
  assert.equal(queue?.size, 128);
  bench.write('QueueReady', 2);
  assert.equal(bench.read('QueueReady'), 0);
});

test('a queue that is ready keeps its size and addresses', () => {
  const bench = new Bench().start();
  const before = { ...bench.device.queues[0] };
  bench.write('QueueSize', 4);
  bench.write('QueueDescLow', 0);
  bench.write('QueueDescHigh', 0);
  assert.deepEqual({ ...bench.device.queues[0] }, before);
});

test('N4: a notification reaches the device when it runs and the queue exists and is ready', () => {
  const bench = new Bench().start();
  bench.device.told.length = 0;
  for (const queue of [0, 1, 2, 0x1_0000]) bench.write('QueueNotify', queue);
  assert.deepEqual(bench.device.told, ['notify 0 0']);
  bench.write('Status', 0);
  bench.device.told.length = 0;
  bench.negotiate();
  bench.write('QueueSel', 0);
  bench.write('QueueReady', 1);
  bench.write('QueueNotify', 0);
  assert.deepEqual(bench.device.told, [], 'before DRIVER_OK');
});

test('with VIRTIO_F_NOTIFICATION_DATA the upper half of QueueNotify is data', () => {
  const bench = new Bench().start(NOTIFICATION_DATA);
  bench.device.told.length = 0;
  bench.write('QueueNotify', 0xfffe_0000);
  assert.deepEqual(bench.device.told, ['notify 0 65534']);
});

test('N4: QueueReset resets one queue within the write, reads 0 after it, and lets it be set up again', () => {
  const bench = new Bench().start(RING_RESET);
  const queue = bench.device.queues[0];
  bench.device.told.length = 0;
  bench.write('QueueReset', 0);
  bench.write('QueueReset', 2);
  assert.equal(bench.read('QueueReady'), 1);
  bench.write('QueueReset', 1);
  assert.deepEqual([bench.read('QueueReset'), bench.read('QueueReady'), queue?.size], [0, 0, 256]);
  assert.deepEqual(bench.device.told, ['resetQueue 0']);
  bench.write('QueueSize', 16);
  bench.write('QueueReady', 1);
  assert.deepEqual([queue?.size, queue?.ready], [16, true]);
  assert.equal(bench.read('QueueReset'), 0);
});

test('without VIRTIO_F_RING_RESET a write to QueueReset does nothing', () => {
  const bench = new Bench().start();
  bench.write('QueueReset', 1);
  assert.equal(bench.read('QueueReady'), 1);
});

test('a queue is reset without a word to a device that does not run', () => {
  const bench = new Bench().negotiate(RING_RESET);
  bench.write('QueueReady', 1);
  bench.write('QueueReset', 1);
  assert.equal(bench.read('QueueReady'), 0);
  assert.deepEqual(bench.device.told, []);
});
