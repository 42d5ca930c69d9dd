import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqlineError, type ErrorCode } from '../../spec/errors.js';
import { linuxRecordings, lostInterruptRecording, readFixture } from './fixtures.js';
import { readRecording } from './read-recording.js';

const all = [...linuxRecordings, lostInterruptRecording].map((fixture) => ({ ...fixture, text: readFixture(fixture) }));
const [blk] = all;
assert.ok(blk);

for (const { name, text } of all) {
  test(`${name}: leaves out the 31 empty transports and finds INTID 79`, () => {
    const recording = readRecording(text);
    assert.equal(recording.emptyTransports, 31);
    assert.equal(recording.intId, 79);
    const probes = recording.events.filter(({ kind }) => kind === 'read').slice(0, 4);
    assert.deepEqual(
      probes.map((event) => event.kind === 'read' && event.offset),
      [0x0, 0x4, 0x8, 0xc],
    );
    assert.equal(text.trimEnd().split('\n').length - recording.events.length, 31 * 3);
  });
}

const withoutLines = (text: string): unknown => readRecording(text).events.map((event) => ({ ...event, line: 0 }));

test('a log of QEMU, with the timer and host addresses in it, is the same recording', () => {
  const inFull = blk.text
    .replaceAll(/^virtio_mmio_read/gm, 'virtio_mmio_read virtio_mmio_read')
    .replaceAll(/^virtio_mmio_write/gm, 'virtio_mmio_write_offset virtio_mmio_write')
    .replaceAll(/^virtio_mmio_irq/gm, 'virtio_mmio_setting_irq virtio_mmio setting IRQ')
    .replaceAll(/^virtio_set_status/gm, 'virtio_set_status vdev 0x55d0c0ffee00')
    .replaceAll(/^virtio_notify/gm, 'virtio_notify vdev 0x55d0c0ffee00 vq 0x7f00deadbeef')
    .replaceAll(/^icc_iar1_read/gm, 'gicv3_icc_iar1_read GICv3 ICC_IAR1 read')
    .replaceAll(/^icc_eoir1_write/gm, 'gicv3_icc_eoir_write GICv3 ICC_EOIR1 write');
  const timer = [
    'gicv3_icc_iar1_read GICv3 ICC_IAR1 read cpu 0x0 value 0x1b',
    'gicv3_icc_eoir_write GICv3 ICC_EOIR1 write cpu 0x0 value 0x1b',
  ];
  const withTimer = inFull
    .split('\n')
    .flatMap((line) => (line.startsWith('virtio_notify') ? [...timer, line] : [line]));
  assert.deepEqual(withoutLines(withTimer.join('\n')), withoutLines(blk.text));
});

test('the interrupt of the device is found though another CPU takes the timer in between', () => {
  const take = 'icc_iar1_read cpu 0x0 value 0x4f\n';
  const nested = blk.text.replace(take, `${take}icc_iar1_read cpu 0x1 value 0x1b\n`);
  assert.equal(readRecording(nested).intId, 79);
});

function refuses(text: string, code: ErrorCode): void {
  assert.throws(
    () => readRecording(text),
    (error) => error instanceof IrqlineError && error.code === code,
  );
}

test('two devices in one trace cannot be told apart', () => {
  refuses(
    'virtio_mmio_write offset 0x70 value 0x0\nvirtio_notify vdev 0x1 vq 0x2\nvirtio_notify vdev 0x3 vq 0x4\n',
    'RECORDING_OF_MANY',
  );
});

test('nothing but empty transports is no recording, and neither is nothing', () => {
  refuses(blk.text.split('\n').slice(3, 93).join('\n'), 'RECORDING_WITHOUT_DEVICE');
  refuses('', 'RECORDING_WITHOUT_DEVICE');
});
