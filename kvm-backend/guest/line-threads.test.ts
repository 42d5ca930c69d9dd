import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { injectionOf } from '../vgic/injection.js';
import { lineMemory } from '../vgic/line-record.js';
import type { SharedVgic } from '../vgic/vgic-lines.js';
import { LineThreads, sharedWords } from './line-threads.js';

/** A vGIC that nobody has: KVM is never asked, or refuses. */
const gic: SharedVgic = { vm: -1, device: -1, spiCount: 32, injection: injectionOf({}), memory: lineMemory(32) };
const words = sharedWords(64);
/** Goes on until it is told to end. */
const endless = { kind: 'resample', gic, raised: sharedWords(1) } as const;
const refused = { kind: 'pulse', gic, intIds: [48], rounds: 1, events: words, seen: words } as const;
const malformed = { ...endless, gic: { ...gic, memory: lineMemory(1) } };

const skip = process.platform !== 'linux' && 'KVM is of Linux';

describe('threads that hold lines', { skip, timeout: 10_000 }, () => {
  let made: Worker[] = [];
  let exits: Promise<unknown>[] = [];
  const remember = (worker: Worker): void => {
    worker.ref(); // or nothing would keep this process until it ends
    made.push(worker);
    exits.push(once(worker, 'exit'));
  };
  beforeEach(() => {
    [made, exits] = [[], []];
    process.on('worker', remember);
  });
  afterEach(async () => {
    process.off('worker', remember);
    await Promise.all(made.map((worker) => worker.terminate()));
  });

  /** Waits until so many have been made and have ended. */
  async function allEnded(count: number): Promise<void> {
    await new Promise(setImmediate); // they are announced on the next tick
    assert.equal(exits.length, count);
    await Promise.all(exits);
  }

  test('end when they are told to', async () => {
    const threads = new LineThreads([endless, endless]);
    assert.equal(threads.areDone, false);
    threads.close();
    assert.equal(threads.areDone, true);
    await allEnded(2);
  });

  for (const [what, failing, error] of [
    ['is refused by KVM', refused, { code: 'GIC_REFUSED', message: /EBADF/ }],
    ['fails of what nobody foresaw', malformed, { code: 'KVM_HOST_REFUSED', message: /RangeError/ }],
  ] as const) {
    test(`all end when the second ${what}, and whoever asks next is told`, async () => {
      const threads = new LineThreads([endless, failing]);
      await allEnded(2);
      assert.throws(() => threads.areDone, error);
      assert.throws(() => threads.close(), error);
    });
  }

  test('the first has ended when the second cannot be made', async () => {
    const notToBePosted = { ...refused, intIds: Object.assign([48], { toString: () => '' }) };
    assert.throws(() => new LineThreads([endless, notToBePosted]), { name: 'DataCloneError' });
    await allEnded(1);
  });

  test('all end when they do not start in time', async () => {
    assert.throws(() => new LineThreads([endless, endless], 0), { message: /not all of 2 threads have started/ });
    await allEnded(2);
  });
});
