import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { kvmConstants } from '../abi/constants.js';
import { offsetOf, structures } from '../abi/structures.js';
import { addressOf, useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Vcpu } from './vcpu.js';

afterEach(() => useLibc());

/** Leaves the guest for a store of so many bytes, with these in kvm_run. */
function stored(length: number, data: bigint): unknown {
  const { size } = structures.kvm_run;
  const run = new DataView(new ArrayBuffer(size));
  run.setUint32(offsetOf('kvm_run', 'exit_reason'), kvmConstants.KVM_EXIT_MMIO, true);
  run.setUint32(offsetOf('kvm_run', 'mmio.len'), length, true);
  run.setUint8(offsetOf('kvm_run', 'mmio.is_write'), 1);
  run.setBigUint64(offsetOf('kvm_run', 'mmio.data'), data, true);
  useLibc(
    new (class extends FakeLibc {
      override readonly ioctlValue = (): number => 0;
    })(),
  );
  const vcpu = Vcpu.attach({ index: 0, descriptor: 7, run: { address: addressOf(run.buffer), length: size } });
  const exit = vcpu.run();
  return exit.kind === 'mmioWrite' ? exit.value : exit;
}

test('a store has the bytes of its own width, not those that an earlier one left beside them', () => {
  const data = 0x0012_3456_89ab_cdefn;
  assert.deepEqual(
    [1, 2, 4, 8].map((length) => stored(length, data)),
    [0xef, 0xcdef, 0x89ab_cdef, 0x0012_3456_89ab_cdef],
  );
});
