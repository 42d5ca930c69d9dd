import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { PulserOrder } from './pulser.test.support.js';
import { SoftGic } from './soft-gic.js';

const PULSES = 3000;
const THREADS = 3;

function edgeGic(): SoftGic {
  const gic = new SoftGic({ peCount: 1, spiCount: 32 });
  gic.writeDistributor(0x084, 4, 0xffff_ffff);
  gic.writeDistributor(0xc08, 4, 0xaaaa_aaaa);
  gic.writeDistributor(0x104, 4, 0xffff_ffff);
  gic.writeDistributor(0, 4, 2);
  gic.writeRegister(0, 'ICC_PMR_EL1', 0xff);
  gic.writeRegister(0, 'ICC_IGRPEN1_EL1', 1);
  return gic;
}

/** Starts the threads, takes interrupts until all events have been seen, and gives the acknowledges by INTID. */
async function serve(gic: SoftGic, intIdOf: (thread: number) => number): Promise<ReadonlyMap<number, number>> {
  const events = new Int32Array(new SharedArrayBuffer(4 * THREADS));
  const workers = Array.from({ length: THREADS }, (_, index) => {
    const workerData: PulserOrder = { gic: gic.share(), intId: intIdOf(index), pulses: PULSES, events, index };
    return new Worker(new URL('./pulser.test.support.js', import.meta.url), { workerData });
  });
  const taken = new Map<number, number>();
  const seen = new Int32Array(THREADS);
  try {
    while (seen.some((count) => count < PULSES)) {
      // The threads load while this one lets them; then each interrupt wakes it.
      assert.ok(gic.waitForInterrupt(0, 20_000), `an event is lost: ${seen.join(', ')} of ${PULSES} seen`);
      const intId = gic.readRegister(0, 'ICC_IAR1_EL1');
      taken.set(intId, (taken.get(intId) ?? 0) + 1);
      for (let thread = 0; thread < THREADS; thread += 1) {
        if (intIdOf(thread) === intId) seen[thread] = Atomics.load(events, thread);
      }
      gic.writeRegister(0, 'ICC_EOIR1_EL1', intId);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return taken;
}

describe('SoftGic between threads', () => {
  it('loses no event when every thread pulses a line of its own', async () => {
    const taken = await serve(edgeGic(), (thread) => 32 + thread);
    assert.deepEqual(new Set(taken.keys()), new Set([32, 33, 34]));
    for (const [intId, count] of taken)
      assert.ok(count >= 1 && count <= PULSES, `INTID ${intId} was taken ${count} times`);
  });

  it('loses no event, and takes none twice, when all threads pulse the same line', async () => {
    const taken = await serve(edgeGic(), () => 40);
    assert.deepEqual([...taken.keys()], [40]);
    assert.ok((taken.get(40) ?? 0) <= THREADS * PULSES);
  });
});
