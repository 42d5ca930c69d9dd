import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiffResult, Difference } from '../../kvm-backend/index.js';
import { rungs } from '../../kvm-backend/index.js';
import { seeAgain } from './again.js';
import { runOfTrace } from './trace.js';

void test('the trace of a difference makes its run again, its lines driven in the same way', () => {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  try {
    for (const run of rungs[1]?.sample(1, 8, 4) ?? []) {
      const failure = { run, step: run.actions.length - 1, seed: 1 } as Difference & { readonly seed: number };
      const result = { subject: 'kvm', rung: 2, failure } as DiffResult;
      const found = {
        contract: [],
        known: [],
        delivery: [],
        scenarios: [],
        results: [result],
        isWhole: true,
        restarts: 0,
      };
      const [again] = seeAgain(found, { seed: 1, isReplay: false, where: [], traces: folder });
      assert.ok(again?.trace !== undefined && 'path' in again.trace);
      assert.deepEqual(runOfTrace(again.trace.path), JSON.parse(JSON.stringify(run)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
