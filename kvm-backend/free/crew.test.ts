import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestLayout, LONGEST_LIST } from '../agent/operations.js';
import { Mapping } from '../system/descriptor.js';
import { Crew } from './crew.js';
import type { Job } from './thread.js';

const onLinux = { skip: process.platform !== 'linux' && 'KVM is of Linux' };

/** On a vCPU that is none. */
function jobOf(stays: Job['stays']): Job {
  const { address, length } = new Mapping(guestLayout.memoryBytes);
  return { vcpu: { index: 0, descriptor: -1, run: { address, length } }, memory: { address, length }, stays };
}

test('the threads run by the time that somebody waits for them, however long they take to start', onLinux, () => {
  const idle = jobOf([]);
  const crew = new Crew();
  const begin = performance.now();
  crew.start([idle, idle]);
  const started = performance.now();
  assert.ok(crew.wait(2, 60_000));
  const answered = performance.now();
  assert.deepEqual(crew.answers(2), [{ results: [] }, { results: [] }]);
  assert.ok(answered - started < (answered - begin) / 2, `${answered - started} of ${answered - begin} ms`);
});

test('a thread tells what KVM refused from a fault of ours', onLinux, () => {
  const crew = new Crew();
  const stay = (length: number): Job['stays'] => [
    { startsAt: 0, commands: Array.from({ length }, () => ({ operation: 'readIAR1' })), thenTurn: undefined },
  ];
  crew.start([jobOf(stay(1)), jobOf(stay(LONGEST_LIST + 1))]);
  assert.ok(crew.wait(2, 60_000));
  const [refused, bug] = crew.answers(2).map((answer) => ('failure' in answer ? answer.failure : assert.fail()));
  assert.deepEqual([refused?.call, refused?.errno], ['KVM_RUN', 'EBADF']);
  assert.equal(bug?.code, 'INTERNAL');
  assert.match(bug?.message ?? '', /^RangeError: \d+ commands\n {4}at /);
});
