import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestLayout } from '../agent/operations.js';
import { Mapping } from '../system/descriptor.js';
import { Crew } from './crew.js';
import type { Job } from './thread.js';

test(
  'the threads run by the time that somebody waits for them, however long they take to start',
  { skip: process.platform !== 'linux' && 'KVM is of Linux' },
  () => {
    const { address, length } = new Mapping(guestLayout.memoryBytes);
    const vcpu = { index: 0, descriptor: -1, run: { address, length } };
    const idle: Job = { vcpu, memory: { address, length }, stays: [] };
    const crew = new Crew();
    const begin = performance.now();
    crew.start([idle, idle]);
    const started = performance.now();
    assert.ok(crew.wait(2, 60_000));
    const answered = performance.now();
    assert.deepEqual(crew.answers(2), [{ results: [] }, { results: [] }]);
    assert.ok(answered - started < (answered - begin) / 2, `${answered - started} of ${answered - begin} ms`);
  },
);
