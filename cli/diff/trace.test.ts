import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiffResult, Difference, Injection } from '../../kvm-backend/index.js';
import { rungs } from '../../kvm-backend/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { seeAgain } from './again.js';
import { only, runOfTrace } from './trace.js';

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
      const [again] = seeAgain(found, { seed: 1, isReplay: false, against: ['kvm'], where: [], traces: folder });
      assert.ok(again?.trace !== undefined && 'path' in again.trace);
      assert.deepEqual(runOfTrace(again.trace.path), JSON.parse(JSON.stringify(run)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

void test('a trace is made again on the rungs that signal as it does, and on no other', () => {
  const run = {
    config: { peCount: 1, spiCount: 32, behaviour: kvmInNewVm },
    actions: [{ kind: 'pulse', pe: 0, intId: 48 }],
  } as const;
  const made = (injection?: Partial<Injection>): readonly number[] =>
    only(injection === undefined ? run : { ...run, injection }, rungs).map(({ number }) => number);
  assert.deepEqual(made(), [1, 2, 3]);
  assert.deepEqual(made({ pulses: 'irqfd' }), [1, 2, 3]);
  assert.deepEqual(made({ levels: 'irqfd' }), [1, 2]);
  const [one] = only({ ...run, injection: { pulses: 'irqfd' } }, rungs);
  assert.deepEqual(one?.sample(1, 1, 4), [{ ...run, injection: { pulses: 'irqfd' } }]);
  assert.throws(() => only({ ...run, injection: { levels: 'irqfd' } }, rungs.slice(2, 3)), {
    code: 'TRACE_NOT_SUPPORTED',
    message: /levels by irqfd/,
  });
});
