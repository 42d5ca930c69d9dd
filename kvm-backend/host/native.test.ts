import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { reportTable } from '../../tools/pages/reports.js';
import { decodeReport, encodeReport } from '../report/report.js';
import { bootArm64Machine, type Arm64Machine } from '../testing/arm64-machine.js';
import type { CommandReply } from '../testing/arm64-init.js';
import { needs } from '../testing/requirement.js';
import { findProgram } from './command.js';

/** What `diff --json` prints, as far as it is looked at. */
interface Told {
  readonly host: string;
  readonly architecture: string;
  readonly isWhole: boolean;
  readonly contract: readonly { readonly expected: string; readonly actual: string }[];
  readonly results: readonly { readonly rung: number; readonly verdict: string; readonly actions: number }[];
}

const irqline = 'dist/cli/main.js';
const onRung = (rung: 1 | 2, ...more: readonly string[]): readonly string[] => [
  irqline,
  'diff',
  '--rung',
  String(rung),
  '--runs',
  '3',
  '--seed',
  '1',
  ...more,
];
const REPORT = '/tmp/report.json';
const NOBODY = 65534;

const isPossible =
  process.arch !== 'arm64' &&
  process.env['IRQLINE_EMULATED_HOST'] === '1' &&
  findProgram('qemu-system-aarch64') !== undefined;
const reason =
  'IRQLINE_EMULATED_HOST=1 and QEMU make a machine for it (about 40 s); on arm64 the other tests are of this';

/** The command line on an arm64 machine whose own KVM has a vGICv3, as the package's user has it: no QEMU, no apt, no npm. */
describe('a machine with a vGICv3 of its own', needs(isPossible, reason), () => {
  let machine: Arm64Machine;
  before(async () => {
    machine = await bootArm64Machine();
  });
  after(() => machine.close());

  /** Whatever it came to, it leaves no process behind. */
  async function run(args: readonly string[], user?: number): Promise<CommandReply> {
    const reply = await machine.run({ args, ...(user === undefined ? {} : { user }) });
    assert.deepEqual(reply.left, []);
    return reply;
  }

  void test('is what doctor finds', async () => {
    const { exitCode, stdout, stderr } = await run([irqline, 'doctor']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^✓ KVM with a vGICv3 on this machine: Linux \d+\.\d+/m);
    assert.match(stdout, /^- qemu-system-aarch64/m);
  });

  void test('makes the runs of diff in place, of itself', async () => {
    const { exitCode, stdout, stderr } = await run(onRung(1, '--json'));
    assert.equal(exitCode, 0, `${stderr}\n${machine.lastWords()}`);
    const { host, architecture, isWhole, contract, results } = JSON.parse(stdout) as Told;
    assert.deepEqual([host, architecture, isWhole], ['native', 'arm64', true]);
    assert.deepEqual(
      results.map(({ rung, verdict }) => [rung, verdict]),
      [[1, 'pass']],
    );
    assert.ok((results[0]?.actions ?? 0) > 50);
    assert.ok(contract.length > 100 && contract.every(({ expected, actual }) => expected === actual));
  });

  void test('makes them with vCPUs that run, and a report that the README takes', async () => {
    const { exitCode, stdout, stderr } = await run(onRung(2, '--host', 'auto', '--record', REPORT));
    assert.equal(exitCode, 0, `${stderr}\n${machine.lastWords()}`);
    assert.match(stdout, /^✓ rung 2, .*: KVM of Linux \S+ \(native\) pass \(3 runs, /m);
    const text = await machine.read(REPORT);
    const report = decodeReport(text);
    assert.equal(encodeReport(report), text);
    assert.deepEqual([report.host, report.versions.qemu, report.isWhole], ['native', null, false]);
    assert.match(reportTable([report]), /\| \*\*native\*\*: linux,dummy-virt \(implementer .*\) .*\| as documented \|/);
  });

  void test('says so where this user may not open it: asked for by name, and when left to choose', async () => {
    const named = await run(onRung(1, '--host', 'native'), NOBODY);
    assert.equal(named.exitCode, 3);
    assert.match(named.stderr, /^irqline: .* \[KVM_PERMISSION_DENIED\]\n(?: {2}.*\n)+$/);
    const chosen = await run(onRung(1), NOBODY);
    assert.equal(chosen.exitCode, 3);
    assert.match(
      chosen.stderr,
      /^not on this machine’s own KVM: [^\n]*\[KVM_PERMISSION_DENIED\]\nirqline: .*\[KVM_HOST_MISSING\]\n(?: {2}.*\n)+$/,
    );
  });
});
