import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interpret } from './interpret.js';
import { readRecording } from './read-recording.js';
import type { RecordedStep } from './step.js';

function steps(...lines: readonly string[]): readonly RecordedStep[] {
  return interpret(readRecording(['virtio_mmio_write offset 0x70 value 0xf', ...lines].join('\n'))).slice(1);
}

function claim(step: RecordedStep | undefined): unknown {
  const { relation, value } = step?.claims.value ?? {};
  return [relation, value];
}

test('a line movement belongs to what stands before it', () => {
  const [used, ack, reset] = steps(
    'virtio_notify',
    'virtio_mmio_irq 1',
    'virtio_mmio_write offset 0x64 value 0x1',
    'virtio_mmio_irq 0',
    'virtio_mmio_write offset 0x70 value 0x0',
    'virtio_set_status val 0',
    'virtio_set_status val 0',
    'virtio_mmio_irq 0',
  );
  assert.deepEqual(used?.lines, [2, 3]);
  assert.deepEqual(used.action, { kind: 'usedBuffers', queue: 0 });
  assert.deepEqual(used.claims, { signals: ['assert'], view: { line: 1 } });
  assert.deepEqual(ack?.lines, [4, 5]);
  assert.deepEqual(ack.move, { kind: 'ack', mask: 1 });
  assert.deepEqual(ack.claims, { signals: ['deassert'], view: { line: 0 } });
  assert.deepEqual(reset?.lines, [6, 7, 8, 9]);
  assert.deepEqual(reset.claims, { signals: ['deassert'], view: { Status: 0, line: 0 } });
});

test('a line that rises by itself is a configuration change', () => {
  const [used, changed] = steps('virtio_notify', 'virtio_mmio_irq 1', 'virtio_mmio_irq 1');
  assert.equal(used?.action?.kind, 'usedBuffers');
  assert.deepEqual(changed?.action, { kind: 'configChange', offset: 0, bytes: [] });
  assert.deepEqual(changed.claims.signals, ['assert']);
});

test('a line that falls by itself is nothing that a device does', () => {
  const [fall] = steps('virtio_mmio_irq 0');
  assert.equal(fall?.action, null);
  assert.deepEqual(fall?.claims.signals, ['deassert']);
});

test('a line that falls beside a Status of 0 is a reset of the machine, in either order', () => {
  for (const lines of [
    ['virtio_set_status val 0', 'virtio_mmio_irq 0', 'virtio_set_status val 0'],
    ['virtio_mmio_irq 0', 'virtio_set_status val 0'],
  ]) {
    const found = steps(...lines);
    assert.equal(found.length, 1);
    assert.deepEqual(found[0]?.action, { kind: 'write', offset: 0x70, width: 4, value: 0 });
  }
});

test('what the driver writes later tells what it read', () => {
  const [isr, status, size, magic] = steps(
    'virtio_mmio_read offset 0x60',
    'virtio_mmio_read offset 0x70',
    'virtio_mmio_read offset 0x34',
    'virtio_mmio_read offset 0x0',
    'virtio_mmio_write offset 0x64 value 0x3',
    'virtio_mmio_write offset 0x70 value 0x8f',
    'virtio_mmio_write offset 0x38 value 0x100',
  );
  assert.deepEqual(claim(isr), ['is', 3]);
  assert.deepEqual(claim(status), ['isWithin', 0x8f]);
  assert.deepEqual(claim(size), ['isAtLeast', 0x100]);
  assert.deepEqual(claim(magic), ['is', 0x74726976]);
});

test('fields of the configuration space are as wide as alignment and neighbours allow', () => {
  const offsets = [0x104, 0x11a, 0x118, 0x119, 0x100];
  const found = steps(...offsets.map((offset) => `virtio_mmio_read offset 0x${offset.toString(16)}`));
  assert.deepEqual(
    found.map(({ action }) => action?.kind === 'read' && action.width),
    [4, 2, 1, 1, 4],
  );
});
