import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { QemuMachine } from './machine.js';
import { QemuMachines } from './machines.js';

const folder = mkdtempSync(join(tmpdir(), 'irqline-machine-'));
const processId = join(folder, 'pid');
const path = process.env['PATH'] ?? '';

interface Faults {
  /** Statements at a reset, which is never answered. */
  readonly onReset?: string;
  /** What each line of qtest is answered. */
  readonly qtest?: string;
}

/** A QEMU that is all talk: a GIC in name, and faults. Its process id is in a file. */
function install({ onReset = '', qtest = 'OK' }: Faults): void {
  const program = `#!${process.execPath}
    require('node:fs').writeFileSync(${JSON.stringify(processId)}, String(process.pid));
    const { createInterface } = require('node:readline');
    const monitor = new (require('node:net').Socket)({ fd: 3 });
    const returned = {
      'query-version': { qemu: { major: 9, minor: 0, micro: 1 } },
      'qom-list': [{ name: 'device[0]', type: 'child<arm-gicv3>' }],
    };
    createInterface({ input: process.stdin }).on('line', () => console.log(${JSON.stringify(qtest)}));
    createInterface({ input: monitor }).on('line', (line) => {
      const { execute } = JSON.parse(line);
      if (execute === 'system_reset') { ${onReset} }
      else monitor.write(JSON.stringify({ return: returned[execute] ?? {} }) + '\\n');
    });
  `;
  writeFileSync(join(folder, 'qemu-system-aarch64'), program, { mode: 0o755 });
}

function opened(faults: Faults): Promise<QemuMachine> {
  install(faults);
  return QemuMachine.open(1, 20_000);
}

describe('a machine', () => {
  // Here alone: other tests of the folder, in the same process, start a real QEMU.
  before(() => (process.env['PATH'] = [folder, path].join(delimiter)));
  after(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });

  it('that ends at a reset has the reset fail, and nothing else', async () => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    const machine = await opened({ onReset: `process.kill(process.pid, 'SIGKILL');` });
    await assert.rejects(machine.reset(), { code: 'QEMU_DIED', detail: 'it ended with SIGKILL: ' });
    await setImmediate();
    process.off('unhandledRejection', hear);
    assert.deepEqual([machine.isGone, unhandled], [true, []]);
  });

  it('whose memory cannot be read does not answer other bytes', async () => {
    const machine = await opened({ qtest: 'FAIL Unknown address' });
    try {
      await assert.rejects(machine.readMemory(0x4000_0000, 4), {
        code: 'QEMU_DIED',
        detail: 'qtest: read 1073741824 4: FAIL Unknown address',
      });
    } finally {
      await machine.close();
    }
  });

  it('answers the bytes of its memory', async () => {
    const machine = await opened({ qtest: 'OK 0x01fe' });
    assert.deepEqual([...(await machine.readMemory(0x4000_0000, 2))], [1, 0xfe]);
    await machine.close();
  });

  it('into which no guest can be loaded is ended', async () => {
    install({ qtest: 'FAIL' });
    await assert.rejects(new QemuMachines(20_000).ofSize(1), { code: 'QEMU_DIED', detail: /^qtest: write .*: FAIL$/ });
    assert.throws(() => process.kill(Number(readFileSync(processId, 'utf8')), 'SIGKILL'), { code: 'ESRCH' });
  });

  it('that has much to say before it ends is known by its last three lines', async () => {
    const talk = `require('node:fs').writeSync(2, 'word\\n'.repeat(9000) + 'a\\nb\\nc\\n'); process.exit(1);`;
    const machine = await opened({ onReset: talk });
    await assert.rejects(machine.reset(), { detail: 'it ended with 1: a / b / c' });
  });
});
