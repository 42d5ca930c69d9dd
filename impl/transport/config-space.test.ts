import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG, CONFIG_OFFSET } from '../../spec/virtio-mmio.js';
import { ConfigSpace } from './config-space.js';
import { Bench } from './example-device.test.support.js';

const at = (offset: number): number => CONFIG_OFFSET + offset;

test('N11: the configuration is read by fields of 1, 2 and 4 bytes, little-endian, before FEATURES_OK too', () => {
  const { transport } = new Bench();
  assert.equal(transport.read(at(0), 1), 1);
  assert.equal(transport.read(at(2), 2), 0x0403);
  assert.equal(transport.read(at(4), 4), 0xf807_0605);
});

test('N14: other widths, and what reaches beyond the configuration, read 0', () => {
  const { transport } = new Bench();
  for (const [offset, width] of [
    [0, 8],
    [0, 3],
    [0, 0],
    [0, Number.NaN],
    [5, 4],
    [7, 2],
    [8, 1],
    [0x1000, 4],
    [Number.POSITIVE_INFINITY, 4],
  ] as const) {
    assert.equal(transport.read(at(offset), width), 0, `${offset} ${width}`);
  }
});

test('the driver writes where the device accepts it, once it has set DRIVER', () => {
  const bench = new Bench();
  bench.transport.write(at(0), 4, 0xffff_ffff);
  assert.equal(bench.transport.read(at(0), 4), 0x0403_0201, 'before DRIVER');
  bench.negotiate();
  bench.transport.write(at(0), 4, 0xdead_beef);
  bench.transport.write(at(2), 1, 0x11);
  assert.equal(bench.transport.read(at(0), 4), 0xde11_beef);
  bench.transport.write(at(4), 4, 0);
  bench.transport.write(at(2), 3, 0);
  bench.transport.write(at(6), 4, 0);
  assert.equal(bench.transport.read(at(4), 4), 0xf807_0605);
  assert.equal(bench.read('ConfigGeneration'), 0, 'the driver’s own writes do not change the generation');
});

test('N3, N7: a change moves the generation and notifies, and before DRIVER_OK only moves it', () => {
  const bench = new Bench();
  assert.equal(bench.transport.updateConfig(1, Uint8Array.of(0xaa, 0xbb)), false);
  assert.equal(bench.transport.configGeneration, 1);
  assert.equal(bench.read('InterruptStatus'), 0);
  assert.equal(bench.transport.read(at(0), 4), 0x04bb_aa01);
  bench.start();
  assert.equal(bench.transport.updateConfig(0, Uint8Array.of(7)), true);
  assert.equal(bench.read('ConfigGeneration'), 2);
  assert.equal(bench.read('InterruptStatus'), CONFIG);
  assert.deepEqual(bench.signals(), ['pulse']);
});

test('when the notification happens, the driver that looks finds bytes and generation changed', () => {
  const bench = new Bench().start();
  const seen: number[] = [];
  const pulse = bench.gic.pulseSpi.bind(bench.gic);
  bench.gic.pulseSpi = (spi) => {
    seen.push(bench.transport.read(at(0), 1), bench.read('ConfigGeneration'), bench.read('InterruptStatus'));
    pulse(spi);
  };
  bench.transport.updateConfig(0, Uint8Array.of(7));
  assert.deepEqual(seen, [7, 1, CONFIG]);
});

test('bytes that do not lie in the configuration change nothing', () => {
  const bench = new Bench().start();
  for (const offset of [7, -1, 100]) {
    assert.throws(() => bench.transport.updateConfig(offset, Uint8Array.of(1, 2)), RangeError);
  }
  assert.equal(bench.transport.configGeneration, 0);
  assert.equal(bench.transport.read(at(4), 4), 0xf807_0605);
  assert.equal(bench.read('InterruptStatus'), 0);
});

test('the generation wraps at 32 bits', () => {
  const space = new ConfigSpace(Uint8Array.of(0));
  space.generation = 0xffff_ffff;
  space.update(0, Uint8Array.of(1));
  assert.equal(space.generation, 0);
});

test('the device’s own array is copied', () => {
  const initial = Uint8Array.of(1);
  const space = new ConfigSpace(initial);
  space.write(0, 1, 9);
  assert.equal(initial[0], 1);
});
