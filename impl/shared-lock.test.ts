import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { SharedLock } from './shared-lock.js';

/** Words of the shared memory: the lock, and a counter that is read and written apart, so only the lock keeps it. */
const LOCK = 0;
const COUNTER = 1;
/** Read again and again inside the critical section, so that it takes a while. */
const IDLE = 2;

/** What the lock word holds when somebody waits. */
const CONTENDED = 2;

const worker = `
const { workerData } = require('node:worker_threads');
import(workerData.module).then(({ SharedLock }) => {
  const words = new Int32Array(workerData.memory);
  const lock = new SharedLock(words, ${LOCK});
  for (let round = 0; round < workerData.rounds; round += 1) {
    lock.acquire();
    const seen = words[${COUNTER}];
    for (let spin = 0; spin < 20; spin += 1) Atomics.load(words, ${IDLE});
    words[${COUNTER}] = seen + 1;
    lock.release();
  }
});`;

const startWorker = (memory: SharedArrayBuffer, rounds: number): Worker =>
  new Worker(worker, {
    eval: true,
    workerData: { memory, rounds, module: new URL('shared-lock.js', import.meta.url).href },
  });

test('a lock that nobody else wants is taken and given back', () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const lock = new SharedLock(words, 1);
  for (let round = 0; round < 3; round += 1) {
    lock.acquire();
    assert.notEqual(words[1], 0);
    lock.release();
    assert.equal(words[1], 0);
  }
  assert.equal(words[0], 0);
});

test('threads that add one under the lock lose no addition', async () => {
  const memory = new SharedArrayBuffer(12);
  const words = new Int32Array(memory);
  const rounds = 20_000;
  const workers = Array.from({ length: 3 }, () => startWorker(memory, rounds));
  await Promise.all(workers.map((each) => once(each, 'exit')));
  assert.equal(words[COUNTER], 3 * rounds);
  assert.equal(words[LOCK], 0);
});

test(
  'who waits for the lock sleeps until it is released, and then gets it',
  { timeout: 10_000 },
  async ({ signal }) => {
    const memory = new SharedArrayBuffer(12);
    const words = new Int32Array(memory);
    const lock = new SharedLock(words, LOCK);
    lock.acquire();
    const waiter = startWorker(memory, 1);
    const exit = once(waiter, 'exit');
    while (Atomics.load(words, LOCK) !== CONTENDED) await setTimeout(1, undefined, { signal });
    assert.equal(words[COUNTER], 0, 'the waiter is not in the critical section');
    lock.release();
    await exit;
    assert.equal(words[COUNTER], 1);
    assert.equal(words[LOCK], 0);
  },
);
