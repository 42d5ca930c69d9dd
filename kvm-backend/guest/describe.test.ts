import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Kvm } from '../vm/kvm.js';
import { describeKvm, type KvmDescription } from './describe.js';

/** What is said of a KVM that makes no device, for this reason. */
function describeRefusing(errno: 'ENODEV' | 'EMFILE' | 'ENOMEM' | 'EBUSY'): KvmDescription {
  const libc = new FakeLibc((_place, name) => name === 'KVM_CREATE_DEVICE', errno);
  useLibc(libc);
  const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
  try {
    return describeKvm(kvm);
  } finally {
    kvm.close();
    assert.equal(libc.held, 0);
  }
}

describe('what KVM can do', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  test('a KVM that does not know the device has no vGICv3', () => {
    assert.equal(describeRefusing('ENODEV').vgicV3, false);
  });

  for (const errno of ['EMFILE', 'ENOMEM', 'EBUSY'] as const) {
    test(`${errno} does not say that it has none, and is reported as what it is`, () => {
      assert.throws(() => describeRefusing(errno), { errno });
    });
  }
});
