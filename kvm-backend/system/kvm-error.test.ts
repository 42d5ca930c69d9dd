import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { test } from 'node:test';
import { errorCatalogue } from '../../spec/errors.js';
import { contractCases } from '../contract/cases/index.js';
import { Descriptor } from './descriptor.js';
import { createVm } from './ioctl.js';
import { kvmError } from './kvm-error.js';

/** Each errno that has a code of its own. */
const named = Object.keys(errorCatalogue).flatMap((code) => /^KVM_(E[A-Z0-9]+)$/.exec(code)?.[1] ?? []);
/** Each errno that a call of the contract provokes. */
const provoked = new Set(contractCases.map(({ expected }) => expected).filter((answer) => /^E[A-Z0-9]+$/.test(answer)));
/** What comes of a signal: `Vcpu.enter` provokes it. */
const BY_A_SIGNAL = 'EINTR';

void test('an errno has the code that bears its name, where there is one, and each of these is provoked', () => {
  for (const errno of new Set([...named, ...provoked])) {
    const { code, call, message, ...error } = kvmError('KVM_IRQ_LINE 0x1000030', errno);
    assert.equal(code, named.includes(errno) ? `KVM_${errno}` : 'KVM_CALL_FAILED');
    assert.deepEqual([error.errno, call], [errno, 'KVM_IRQ_LINE 0x1000030']);
    assert.match(message, new RegExp(`^KVM_IRQ_LINE 0x1000030 failed with ${errno}: .*\\[${code}\\]$`));
  }
  assert.deepEqual(
    named.filter((errno) => !provoked.has(errno)),
    [BY_A_SIGNAL],
  );
  assert.ok(provoked.size > named.length);
});

void test('a refusal that has no code of its own names the call and the errno all the same', () => {
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
