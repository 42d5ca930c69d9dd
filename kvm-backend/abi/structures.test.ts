import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetOf, pack, readField } from './structures.js';

void test('fields land little-endian at their offsets, everything else is zero', () => {
  const view = pack('kvm_device_attr', { group: 7, attr: 0x1_0000_0400n, addr: 0xffff_0000_1234_5678n });
  assert.deepEqual(
    [...new Uint8Array(view.buffer)],
    [0, 0, 0, 0, 7, 0, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 0, 0, 0xff, 0xff],
  );
});

void test('a negative number is stored as two’s complement, as a C int is', () => {
  assert.equal(readField(pack('kvm_irqfd', { fd: -1 }), 'kvm_irqfd', 'fd'), 0xffff_ffff);
});

void test('a byte field does not spill into its neighbours', () => {
  const view = pack('kvm_run', { immediate_exit: 1 });
  assert.equal(readField(view, 'kvm_run', 'immediate_exit'), 1);
  assert.equal(new Uint8Array(view.buffer).filter((byte) => byte !== 0).length, 1);
});

void test('a field wider than a number is refused instead of truncated', () => {
  assert.throws(() => readField(pack('kvm_one_reg', { id: 1n }), 'kvm_one_reg', 'id'), RangeError);
  assert.equal(offsetOf('kvm_run', 'mmio.phys_addr'), 32);
});
