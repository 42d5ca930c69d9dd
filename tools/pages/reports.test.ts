import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { KvmReport } from '../../kvm-backend/index.js';
import { reportSections, reportTable } from './reports.js';
import { fillSections } from './sections.js';

void test('the README has a line for each contributed report', async () => {
  const path = fileURLToPath(new URL('../../../README.md', import.meta.url));
  const page = readFileSync(path, 'utf8');
  const filled = fillSections(page, reportSections());
  assert.equal(
    page,
    await format(filled, { ...(await resolveConfig(path)), parser: 'markdown' }),
    'run `npm run readme`',
  );
});

void test('a report is marked native or emulated, and one that differs says so', () => {
  const report: KvmReport = {
    day: '2026-11-28',
    host: 'native',
    machine: { model: 'Raspberry Pi 5', processor: 'implementer 0x41, part 0xd0b', processors: 4 },
    kernel: '6.18.1',
    architecture: 'arm64',
    versions: { irqline: '0.1.0', node: 'v22.1.0', qemu: null },
    seed: 1,
    isWhole: true,
    contract: { calls: 3, wrong: [] },
    known: [{ id: 'a', kind: 'gone', isListed: false }],
    scenarios: { acted: 9, wrong: [] },
    delivery: { lost: 1, saved: 2, safe: 3, wrong: [] },
    rungs: [{ rung: 1, verdict: 'pass', runs: 1, actions: 1500, explained: {} }],
  };
  const rowOf = (one: KvmReport): string => reportTable([one]).split('\n')[2] ?? '';
  assert.equal(
    rowOf(report),
    '| 6.18.1 | **native**: Raspberry Pi 5 (implementer 0x41, part 0xd0b) | 2026-11-28 | as documented | 1,500 | 3 of 3 | 0 of 1 show | 9 of 9 | 1, 2, 3 |',
  );
  assert.match(rowOf({ ...report, known: [{ id: 'a', kind: 'gone', isListed: true }] }), /\*\*differs\*\*/);
  assert.match(rowOf({ ...report, contract: { calls: 3, wrong: ['x'] } }), /\*\*differs\*\*.*2 of 3/);
  const emulated = { ...report, host: 'emulated', versions: { ...report.versions, qemu: '10.0.2' } } as const;
  assert.match(rowOf(emulated), /emulated by QEMU 10\.0\.2/);
});
