import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { test } from 'node:test';
import { contractCases } from '../contract/cases/index.js';
import { Descriptor } from './descriptor.js';
import { createVm } from './ioctl.js';
import { kvmError } from './kvm-error.js';

/** What KVM's documentation means by an errno, we say by a code of its own. */
const own = {
  E2BIG: 'KVM_E2BIG',
  EAGAIN: 'KVM_EAGAIN',
  EBUSY: 'KVM_EBUSY',
  EEXIST: 'KVM_EEXIST',
  EINVAL: 'KVM_EINVAL',
  ENODEV: 'KVM_ENODEV',
  ENOENT: 'KVM_ENOENT',
  ENXIO: 'KVM_ENXIO',
};

void test('an errno that KVM documents has a code of its own, and calls of the contract provoke it', () => {
  const provoked = new Set(contractCases.map(({ expected }) => expected));
  for (const [errno, code] of Object.entries(own)) {
    const error = kvmError('KVM_IRQ_LINE 0x1000030', errno);
    assert.deepEqual([error.code, error.errno, error.call], [code, errno, 'KVM_IRQ_LINE 0x1000030']);
    assert.match(error.message, new RegExp(`^KVM_IRQ_LINE 0x1000030 failed with ${errno}: .*\\[${code}\\]$`));
    assert.ok(provoked.has(errno), errno);
  }
  // A call that a signal interrupts: vcpu.ts makes use of it.
  assert.equal(kvmError('KVM_RUN', 'EINTR').code, 'KVM_EINTR');
});

void test('a refusal that no documentation speaks of names the call and the errno all the same', () => {
  const other = new Descriptor(openSync('/dev/null', 'r'), '/dev/null');
  try {
    assert.throws(() => createVm(other, 7), {
      code: 'KVM_CALL_FAILED',
      errno: 'ENOTTY',
      message: /^KVM_CREATE_VM of type 7 failed with ENOTTY: .*\[KVM_CALL_FAILED\]$/,
    });
  } finally {
    other.close();
  }
});
