import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecording } from './check-recording.js';
import { holds } from './claims.js';
import { linuxRecordings, readFixture } from './fixtures.js';
import type { ValueClaim } from './step.js';

/** Which of the values 0 to 4 a claim allows. */
function allowed(relation: ValueClaim['relation'], value: number): readonly number[] {
  return [0, 1, 2, 3, 4].filter((candidate) => holds({ relation, value, because: '' }, candidate));
}

test('a claim holds for the values that it names, and for no others', () => {
  assert.deepEqual(allowed('is', 3), [3]);
  assert.deepEqual(allowed('isNot', 0), [1, 2, 3, 4]);
  assert.deepEqual(allowed('isAtLeast', 3), [3, 4]);
  assert.deepEqual(allowed('isWithin', 2), [0, 2]);
});

test('an ACK of other bits than InterruptStatus had shows at the read, though the line fits it', () => {
  const net = linuxRecordings[2];
  assert.ok(net);
  const lines = readFixture(net).split('\n');
  assert.equal(lines[188], 'virtio_mmio_read offset 0x60');
  const edited = lines.toSpliced(189, 2, 'virtio_mmio_write offset 0x64 value 0x1', 'virtio_mmio_irq 1');
  const first = checkRecording(edited.join('\n')).comparisons[0]?.disagreement;
  assert.equal(first?.line, 189);
  assert.match(first.message, /writes to InterruptACK what it read: line 190/);
  assert.deepEqual([first.expected, first.actual], [{ is: 1 }, 3]);
});
