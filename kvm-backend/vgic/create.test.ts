import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Kvm } from '../vm/kvm.js';
import { createVgicMachine } from './create.js';

describe('the size of a vGIC', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  test('no machine is made whose vCPUs could not be told apart when their state is saved', () => {
    const libc = new FakeLibc();
    useLibc(libc);
    const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
    for (const vcpuCount of [0, 17, 512, 1.5, NaN]) {
      const make = () => createVgicMachine(kvm, { vcpuCount, spiCount: 32 });
      assert.throws(make, { code: 'KVM_VCPUS_NOT_SUPPORTED', message: /1 to 16 vCPUs/ });
    }
    assert.ok(!libc.calls.includes('KVM_CREATE_VM'));
    for (const vcpuCount of [1, 16]) {
      const { vm, vcpus } = createVgicMachine(kvm, { vcpuCount, spiCount: 32 });
      assert.equal(vcpus.length, vcpuCount);
      vm.close();
    }
    kvm.close();
  });
});
