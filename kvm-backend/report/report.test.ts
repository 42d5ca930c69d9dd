import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { IrqlineError } from '../../spec/errors.js';
import { processorIn } from '../guest/machine.js';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { greeting } from '../remote/server.js';
import { FakeLink } from '../testing/fake-link.js';
import { makeReport, placeOf, type ReportedFindings, type ReportedPlace } from './make.js';
import { decodeReport, encodeReport } from './report.js';

const place: ReportedPlace = {
  day: '2026-11-28',
  host: 'native',
  machine: { model: 'Raspberry Pi 5 Model B Rev 1.0', processor: 'implementer 0x41, part 0xd0b', processors: 4 },
  kernel: '6.12.57+deb13-arm64',
  architecture: 'arm64',
  versions: { irqline: '0.1.0', node: 'v22.1.0', qemu: null },
};
const result = { seed: 1, elapsedMs: 1, interrupted: false, runs: 9, actions: 80 } as const;
const injected = [{ pulses: 'irqfd', levels: 'irqLine', runs: 9 }] as const;
const findings: ReportedFindings = {
  contract: [
    { id: 'a', expected: 'ok', actual: 'ok' },
    { id: 'b', expected: 'ok', actual: 'EINVAL' },
  ],
  known: [{ id: 'K1-edge-call', kind: 'gone', isListed: true }],
  scenarios: [
    { id: 'a', kind: 'agrees' },
    { id: 'b/c', kind: 'differs' },
  ],
  delivery: [
    { names: ['qemu linux'], kind: 'saved', steps: 9 },
    { names: ['seed linux'], kind: 'lost', steps: 9, wrong: 'KVM could not go on: no /dev/kvm' },
  ],
  results: [
    { ...result, subject: 'kvm', rung: 1, verdict: 'pass', injected, explained: { 'cpu-interface-raw': 3 } },
    { ...result, subject: 'soft-gic', rung: 1, verdict: 'pass', injected: [], explained: {} },
  ],
  isWhole: true,
  restarts: 0,
};

describe('a report of a KVM', () => {
  test('says what is wrong by name, leaves other subjects out, and reads back as it was written', () => {
    const report = makeReport(place, 7, findings);
    assert.deepEqual(report.contract, { calls: 2, wrong: ['b'] });
    assert.deepEqual(report.delivery, { lost: 0, saved: 1, safe: 0, wrong: ['seed linux'] });
    assert.deepEqual(report.scenarios, { acted: 2, wrong: ['b c'] });
    assert.equal(report.rungs.length, 1);
    assert.deepEqual(decodeReport(encodeReport(report)), report);
    assert.ok(!encodeReport(report).includes('/dev'));
    assert.ok(!encodeReport(report).includes('restarts'));
    const restarted = makeReport(place, 7, { ...findings, restarts: 1 });
    assert.equal(decodeReport(encodeReport(restarted)).restarts, 1);
  });

  test('says in how many runs which way was taken, and is read without it, as it was before there were several', () => {
    const report = makeReport(place, 7, findings);
    assert.deepEqual(report.rungs[0]?.injected, injected);
    const rungs = report.rungs.map(({ rung, verdict, runs, actions, explained }) => ({
      rung,
      verdict,
      runs,
      actions,
      explained,
    }));
    assert.deepEqual(decodeReport(encodeReport({ ...report, rungs })).rungs, rungs);
  });

  test('asks the host what it is, and keeps no path of it', async () => {
    const machine = { model: 'Board/7 of C:\\x', processor: 'unknown', processors: 2 };
    const link = new FakeLink({ machine: () => machine });
    const connecting = KvmClient.connect(link);
    link.say(JSON.stringify(greeting(PROTOCOL)));
    const client = await connecting;
    const asked = await placeOf({ client, kind: 'native' }, '0.1.0', Date.UTC(2026, 10, 28));
    await client.close();
    assert.deepEqual(asked.machine, { ...machine, model: 'Board 7 of C: x' });
    assert.deepEqual([asked.day, asked.versions.qemu], ['2026-11-28', null]);
    assert.equal(decodeReport(encodeReport(makeReport(asked, 1, findings))).kernel, asked.kernel);
  });

  test('names the core by its two fields', () => {
    const text = 'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\n';
    assert.equal(processorIn(text), 'implementer 0x41, part 0xd0c');
    assert.equal(processorIn('model name : other'), 'unknown');
  });

  const good = JSON.parse(encodeReport(makeReport(place, 7, findings))) as Readonly<Record<string, unknown>>;
  const cases: readonly { what: string; text: string; code: string; says: RegExp }[] = [
    {
      what: 'cut short',
      text: encodeReport(makeReport(place, 7, findings)).slice(0, 99),
      code: 'REPORT_MALFORMED',
      says: /cut short/,
    },
    {
      what: 'a trace',
      text: '{"format":"irqline/trace","version":1}',
      code: 'REPORT_MALFORMED',
      says: /format: expected/,
    },
    { what: 'newer', text: JSON.stringify({ ...good, version: 2 }), code: 'REPORT_FROM_THE_FUTURE', says: /version 2/ },
    {
      what: 'with a path',
      text: JSON.stringify({ ...good, kernel: '/boot/Image' }),
      code: 'REPORT_MALFORMED',
      says: /kernel: expected words without a path, got "\/boot\/Image"/,
    },
    {
      what: 'without a host',
      text: JSON.stringify({ ...good, host: 'mine' }),
      code: 'REPORT_MALFORMED',
      says: /host: expected/,
    },
    {
      what: 'of half a run',
      text: JSON.stringify({ ...good, rungs: [{ rung: 1, runs: 1.5 }] }),
      code: 'REPORT_MALFORMED',
      says: /rungs\.0/,
    },
  ];
  for (const { what, text, code, says } of cases) {
    test(`is refused: ${what}`, () => {
      assert.throws(
        () => decodeReport(text),
        (error: unknown) => error instanceof IrqlineError && error.code === code && says.test(error.message),
      );
    });
  }
});

describe('the contributed reports', () => {
  const folder = fileURLToPath(new URL('../../../kvm-backend/reports', import.meta.url));
  for (const name of readdirSync(folder)) {
    test(`${name} is whole, is named for its kernel and host, and holds nothing but a report`, () => {
      const text = readFileSync(join(folder, name), 'utf8');
      const report = decodeReport(text);
      assert.equal(encodeReport(report), text);
      assert.ok(report.isWhole);
      assert.ok(name.startsWith(`linux-${report.kernel}-${report.host}`), name);
    });
  }
});
