import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmConstants } from '../abi/constants.js';
import type { Exit } from '../vm/vcpu.js';
import { guestLayout, mailbox } from './operations.js';
import { runList, type HandlerEvent } from './run-list.js';

/** Has a vCPU that leaves the guest for these reasons, one after the other, do an empty list. */
function runWith(exits: readonly Exit[]): {
  readonly events: readonly HandlerEvent[];
  readonly answers: readonly number[];
} {
  const [left, events, answers] = [[...exits], [] as HandlerEvent[], [] as number[]];
  const vcpu = {
    index: 1,
    run: (): Exit => left.shift() ?? assert.fail('it ran on after it was done'),
    answer: (value: number) => void answers.push(value),
  };
  const device = { read: (offset: number) => offset, write: () => undefined };
  runList(vcpu, new DataView(new ArrayBuffer(64)), [], { device, onEvent: (event) => events.push(event) });
  return { events, answers };
}

const write = (register: number, value = 0, length = 4): Exit => ({
  kind: 'mmioWrite',
  address: guestLayout.mailbox + register,
  length,
  value,
});
const read = (address: number, length = 4): Exit => ({ kind: 'mmioRead', address, length });
const done = write(mailbox.done);

test('the device answers, the handler is heard, and the list ends where the agent says so', () => {
  const exits = [read(guestLayout.virtioMmio + 0x60), write(mailbox.taken, 48), write(mailbox.serviced, 3), done];
  assert.deepEqual(runWith(exits), {
    events: [
      { kind: 'taken', intId: 48 },
      { kind: 'serviced', bits: 3 },
    ],
    answers: [0x60],
  });
});

for (const [what, exit, says] of [
  ['a system event', { kind: 'other', reason: kvmConstants.KVM_EXIT_SYSTEM_EVENT }, /vCPU 1 .*KVM_EXIT_SYSTEM_EVENT/],
  ['a reason that has no name here', { kind: 'other', reason: 99 }, /exit reason 99/],
  ['an exception', write(mailbox.fault, 0x9600_0010), /ESR_EL1 0x96000010/],
  ['a read of what is not there', read(0x4), /a read of 0x4/],
  ['a write to what is not there', { kind: 'mmioWrite', address: 0x8, length: 4, value: 0 }, /a write to 0x8/],
  ['a store of 64 bits', write(mailbox.taken, 48, 8), /an access of 8 bytes to 0xb000004/],
  ['a load of 64 bits', read(guestLayout.virtioMmio, 8), /an access of 8 bytes to 0xa000000/],
] as const satisfies readonly (readonly [string, Exit, RegExp])[]) {
  test(`${what} is a fault of the guest, and says which`, () => {
    assert.throws(() => runWith([exit, done]), { code: 'KVM_GUEST_FAULT', message: says });
  });
}
