import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registers, type RegisterName } from '../../spec/virtio-mmio.js';
import { Bench } from './example-device.test.support.js';

test('the registers that identify the device', () => {
  const bench = new Bench();
  const identity = (['MagicValue', 'Version', 'DeviceID', 'VendorID'] as const).map((name) => bench.read(name));
  assert.deepEqual(identity, [0x7472_6976, 2, 2, 0x1234_5678]);
});

test('DeviceFeatures shows the page that DeviceFeaturesSel names, VIRTIO_F_VERSION_1 added', () => {
  const bench = new Bench();
  assert.equal(bench.read('DeviceFeatures'), 0x8000_0001);
  for (const [page, bits] of [
    [1, (1 << 8) | (1 << 6) | 1],
    [2, 0],
    [0xffff_ffff, 0],
    [0, 0x8000_0001],
  ] as const) {
    bench.write('DeviceFeaturesSel', page);
    assert.equal(bench.read('DeviceFeatures'), bits, `page ${page}`);
  }
});

test('FEATURES_OK stands when the driver accepted VIRTIO_F_VERSION_1 and nothing that was not offered', () => {
  assert.equal(new Bench().negotiate().read('Status'), 11);
  assert.equal(new Bench().negotiate(0x8000_0001n).read('Status'), 11);
  assert.equal(new Bench().negotiate(2n).read('Status'), 3, 'feature bit 1 was not offered');
  const legacy = new Bench();
  for (const status of [1, 3, 11]) legacy.write('Status', status);
  assert.equal(legacy.read('Status'), 3, 'without VIRTIO_F_VERSION_1');
});

test('DriverFeatures is taken between DRIVER and FEATURES_OK, on its two pages', () => {
  const bench = new Bench();
  bench.write('DriverFeatures', 2);
  bench.write('Status', 1);
  bench.write('Status', 3);
  bench.write('DriverFeaturesSel', 2);
  bench.write('DriverFeatures', 2);
  bench.negotiate();
  assert.equal(bench.read('Status'), 11, 'neither the early write nor that to page 2 counted');
  bench.write('DriverFeaturesSel', 0);
  bench.write('DriverFeatures', 1);
  bench.write('Status', 15);
  assert.deepEqual(bench.device.told, ['activate 0x100000000'], 'nor the one after FEATURES_OK');
});

test('no shared memory region exists', () => {
  const bench = new Bench();
  bench.write('SHMSel', 0);
  for (const name of ['SHMLenLow', 'SHMLenHigh', 'SHMBaseLow', 'SHMBaseHigh'] as const) {
    assert.equal(bench.read(name), 0xffff_ffff);
  }
});

test('InterruptStatus and InterruptACK are those of the line', () => {
  const bench = new Bench('level').start();
  bench.transport.notifyUsedBuffers();
  bench.transport.updateConfig(0, Uint8Array.of(9));
  assert.equal(bench.read('InterruptStatus'), 3);
  bench.write('InterruptACK', 1);
  assert.equal(bench.read('InterruptStatus'), 2);
  bench.write('InterruptACK', 0xffff_ffff);
  assert.equal(bench.read('InterruptStatus'), 0);
  assert.equal(bench.gic.level(bench.transport.line.spi), false);
});

test('N14: write-only registers, and offsets at which no register is, read 0', () => {
  const bench = new Bench().start();
  const known = new Map<number, string>(Object.values(registers).map(({ offset, access }) => [offset, access]));
  for (let offset = 0; offset < 0x100; offset += 1) {
    if (known.get(offset)?.includes('R') !== true) assert.equal(bench.transport.read(offset, 4), 0, `${offset}`);
  }
  for (const offset of [-4, Number.NaN, 0.5]) assert.equal(bench.transport.read(offset, 4), 0);
});

test('N14: control registers read 0 by any width but 4', () => {
  const bench = new Bench().start();
  for (const { offset } of Object.values(registers)) {
    for (const width of [0, 1, 2, 3, 8, Number.NaN]) assert.equal(bench.transport.read(offset, width), 0);
  }
});

test('N14: what cannot be written changes nothing', () => {
  const bench = new Bench().start();
  bench.transport.notifyUsedBuffers();
  const before = bench.transport.saveState();
  const writes: (readonly [offset: number, width: number])[] = [];
  for (const { offset, access } of Object.values(registers)) {
    for (const width of [0, 1, 2, 3, 8, Number.NaN]) writes.push([offset, width]);
    if (access === 'R') writes.push([offset, 4]);
  }
  const taken = new Set<number>(Object.values(registers).map(({ offset }) => offset));
  for (let offset = -4; offset < 0x100; offset += 1) if (!taken.has(offset)) writes.push([offset, 4]);
  for (const [offset, width] of writes) {
    bench.transport.write(offset, width, 0);
    bench.transport.write(offset, width, 1);
    assert.deepEqual(bench.transport.saveState(), before, `offset ${offset}, width ${width}`);
  }
});

test('reading any register changes nothing', () => {
  const bench = new Bench().start();
  bench.transport.notifyUsedBuffers();
  bench.signals();
  const before = bench.transport.saveState();
  for (const name of Object.keys(registers) as RegisterName[]) bench.read(name);
  assert.deepEqual(bench.transport.saveState(), before);
  assert.deepEqual(bench.signals(), []);
});
