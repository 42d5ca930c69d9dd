import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestLayout } from '../agent/operations.js';
import { IrqlineError } from '../../spec/errors.js';
import { Mapping } from '../system/descriptor.js';
import { hasKvm, needs } from '../testing/requirement.js';
import { Kvm } from '../vm/kvm.js';
import { runFreely } from './run-freely.js';
import type { Turn } from './turns.js';

// What threads, KVM_RUN and signals do is the same on every architecture, so that guests of an x86 KVM will do here: each
// is one instruction at the reset vector. The agent itself runs freely in kvm.test.ts.

const withX86 =
  process.arch === 'x64'
    ? needs(hasKvm(), 'no /dev/kvm that this user may open')
    : { skip: 'its guests are of x86-64' };

/** JMP to itself, for ever and whatever is said; HLT, which leaves KVM_RUN. */
const guests = { deaf: [0xeb, 0xfe], halting: [0xf4] } as const;
const RESET_PAGE = 0xffff_f000;
const RESET_VECTOR = 0xff0;
const guestTurn: Turn = { kind: 'guest', vcpu: 0, commands: [] };

/** What comes of it when a guest runs freely, after which its machine is gone. */
function faultOf(guest: keyof typeof guests, turns: readonly Turn[]): string {
  const kvm = Kvm.open();
  const vm = kvm.createVm();
  try {
    new Uint8Array(vm.addMemory(RESET_PAGE, 0x1000).memory).set(guests[guest], RESET_VECTOR);
    const memory = vm.own(new Mapping(guestLayout.memoryBytes));
    runFreely({ machine: { vcpus: [vm.createVcpu(0)] }, memory }, turns, { dueMs: 300, recallMs: 100 });
    return 'none';
  } catch (error) {
    if (error instanceof IrqlineError) return `${error.code}: ${error.detail}`;
    return String(error);
  } finally {
    vm.close();
    kvm.close();
  }
}

const halted = 'KVM_GUEST_FAULT: vCPU 0 left KVM_RUN with exit reason 5';
const deaf = 'KVM_GUEST_FAULT: vCPUs that run at the same time did not come to an end, nor when they were called off';

void test(
  'a vCPU that hears nothing is out of the guest before its machine goes, and its thread runs the next',
  withX86,
  () => {
    for (let round = 0; round < 5; round += 1) {
      assert.equal(faultOf('deaf', [guestTurn]), deaf);
      assert.equal(faultOf('halting', [guestTurn]), halted);
    }
  },
);

void test('what a thread answered to a run that the host broke off is nobody’s answer to the next', withX86, () => {
  const refused = (): never => {
    throw new Error('refused');
  };
  assert.equal(faultOf('halting', [{ kind: 'host', act: refused }, guestTurn]), 'Error: refused');
  assert.equal(faultOf('halting', [guestTurn]), halted);
});
