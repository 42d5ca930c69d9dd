import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { useLibc } from '../system/libc.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Kvm } from '../vm/kvm.js';
import { AgentSubject } from './agent-subject.js';
import { DistributorSubject } from './distributor-subject.js';

const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm } as const;
const byIrqfd = { pulses: 'irqfd', levels: 'irqfd' } as const;

describe('a subject restores as a GIC does', { skip: process.platform !== 'linux' && 'KVM is of Linux' }, () => {
  afterEach(() => useLibc());

  for (const Subject of [DistributorSubject, AgentSubject]) {
    test(`all or nothing (${Subject.name})`, () => {
      const libc = new FakeLibc();
      useLibc(libc);
      const kvm = Kvm.open('/dev/null'); // which is there on every machine, and which nobody opens
      const subject = new Subject(kvm, config, byIrqfd);
      const latch = (bits: number) => subject.apply({ kind: 'assignPending', pe: 0, word: 1, bits });
      const latches = () => subject.apply({ kind: 'readLatches', pe: 0, word: 1 });
      latch(5);
      subject.apply({ kind: 'save' });
      latch(9);

      let writes = 0; // of about 80 that it makes, of which the latches come in the middle
      libc.refuses = (_place, name) => name === 'KVM_SET_DEVICE_ATTR' && (writes += 1) === 70;
      assert.throws(() => subject.apply({ kind: 'restore', into: 'same' }), { errno: 'EIO' });
      assert.deepEqual(latches(), { kind: 'value', value: 9 });
      subject.apply({ kind: 'restore', into: 'same' });
      assert.deepEqual(latches(), { kind: 'value', value: 5 });
      subject.close();
      kvm.close();
    });
  }
});
