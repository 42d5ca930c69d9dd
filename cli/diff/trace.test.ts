import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiffResult, Difference } from '../../kvm-backend/index.js';
import { rungs } from '../../kvm-backend/index.js';
import { keepTrace, runOfTrace } from './trace.js';

void test('the trace of a difference makes its run again, its lines driven in the same way', () => {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-test-'));
  try {
    for (const run of rungs[1]?.sample(1, 8, 4) ?? []) {
      const failure = { run, seed: 1 } as Difference & { readonly seed: number };
      const result = { subject: 'kvm', rung: 2, failure } as DiffResult;
      assert.deepEqual(runOfTrace(keepTrace(result, folder)), JSON.parse(JSON.stringify(run)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
