import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IrqlineError } from '../../spec/errors.js';
import { parseTraceLines } from './trace-lines.js';

/** As QEMU 7.2 printed it. */
const fromQemu = `virtio_set_status vdev 0x56258589e000 val 0
virtio_mmio_setting_irq virtio_mmio setting IRQ 0
virtio_mmio_read virtio_mmio_read offset 0x8
virtio_mmio_write_offset virtio_mmio_write offset 0x70 value 0x0
virtio_mmio_write_offset virtio_mmio_write offset 0x64 value 0x1
gicv3_icc_iar1_read GICv3 ICC_IAR1 read cpu 0x0 value 0x4f
gicv3_icc_eoir_write GICv3 ICC_EOIR1 write cpu 0x1 value 0x4f
virtio_notify vdev 0x56258589e000 vq 0x7f5a1c00d010
`;

const short = `virtio_set_status val 0
virtio_mmio_irq 0
virtio_mmio_read offset 0x8
virtio_mmio_write offset 0x70 value 0x0
virtio_mmio_write offset 0x64 value 0x1
icc_iar1_read cpu 0x0 value 0x4f
icc_eoir1_write cpu 0x1 value 0x4f
virtio_notify
`;

const events = [
  { line: 1, kind: 'status', value: 0 },
  { line: 2, kind: 'drive', level: false },
  { line: 3, kind: 'read', offset: 8 },
  { line: 4, kind: 'write', offset: 0x70, value: 0 },
  { line: 5, kind: 'write', offset: 0x64, value: 1 },
  { line: 6, kind: 'acknowledge', cpu: 0, intId: 79 },
  { line: 7, kind: 'endOfInterrupt', cpu: 1, intId: 79 },
  { line: 8, kind: 'usedBuffers' },
];

test('reads what QEMU prints', () => {
  assert.deepEqual(
    parseTraceLines(fromQemu).map(({ event }) => event),
    events,
  );
});

test('reads the short form', () => {
  assert.deepEqual(
    parseTraceLines(short).map(({ event }) => event),
    events,
  );
});

test('reads lines with thread and time in front, carriage returns and empty lines', () => {
  const stamped = fromQemu.replaceAll(/^(?=.)/gm, '4711@1700000000.123456:').replaceAll('\n', '\r\n');
  assert.deepEqual(
    parseTraceLines(stamped).map(({ event }) => event),
    events,
  );
  assert.deepEqual(
    parseTraceLines('\n\nvirtio_notify\n').map(({ event }) => event.line),
    [3],
  );
});

test('tells which device an event is of', () => {
  assert.deepEqual(
    parseTraceLines(fromQemu).map(({ device }) => device),
    ['0x56258589e000', ...Array.from({ length: 6 }), '0x56258589e000'],
  );
});

for (const [what, content] of [
  ['another event', 'virtio_queue_notify vdev 0x1 n 0 vq 0x2'],
  ['a level that is none', 'virtio_mmio_irq 2'],
  ['half a line', 'virtio_mmio_write offset 0x64 val'],
  ['another interrupt group', 'gicv3_icc_eoir_write GICv3 ICC_EOIR0 write cpu 0x0 value 0x4f'],
] as const) {
  test(`refuses ${what}, with the number of the line and what is understood`, () => {
    assert.throws(
      () => parseTraceLines(`${short}${content}\n`),
      (error) =>
        error instanceof IrqlineError &&
        error.code === 'RECORDING_NOT_UNDERSTOOD' &&
        error.detail.startsWith(`line 9, "${content}"`) &&
        error.detail.includes('"icc_iar1_read cpu 0x0 value 0x4f"'),
    );
  });
}
