import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../kvm-backend/host/command.js';
import { needs } from '../../kvm-backend/testing/requirement.js';

// The emulated host in truth, ended by each signal in each part of its life. The other ends of a comparison are made with a
// fake one, in partial.test.ts.

const main = fileURLToPath(new URL('../main.js', import.meta.url));

interface Aftermath {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Command lines of processes that it started and that still run. */
  readonly running: readonly string[];
  /** What it left there. */
  readonly left: readonly string[];
}

/** Whether the part of its life has come in which it is to be ended. */
type Moment = (folder: string, stderr: string) => boolean;

/** Where the cache is empty: apt or npm run. */
const whileItFetches: Moment = (folder, stderr) => stderr.includes('fetching') && processesOf(folder).length > 1;
/** The kernel has said something on its console. */
const whileItBoots: Moment = (folder, stderr) =>
  stderr.includes('booting the emulated host') &&
  processesOf(folder).some(({ pid }) => (statSync(`/proc/${pid}/fd/4`, { throwIfNoEntry: false })?.size ?? 0) > 0);
const whileItCompares: Moment = (_, stderr) => stderr.includes('rung 1 ');

/** Has `irqline diff` run without an end, and sends it a signal: Ctrl-C goes to all of its process group. */
async function endedBy(
  signal: NodeJS.Signals,
  moment: Moment,
  { emptyCache = false }: { readonly emptyCache?: boolean } = {},
): Promise<Aftermath> {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-ended-'));
  const args = ['diff', '--host', 'emulated', '--json', '--rung', '1', '--runs', '1000000', '--seed', '1'];
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, ...(emptyCache ? { XDG_CACHE_HOME: folder } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    // What a signal does not end is a failure, not a wait.
    timeout: 240_000,
    killSignal: 'SIGKILL',
  });
  const told = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    while (child.exitCode === null && !moment(folder, told.stderr)) await setTimeout(20);
    assert.equal(child.exitCode, null, told.stderr);
    process.kill(signal === 'SIGINT' ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
    const exitCode = await ended;
    for (let left = 50; left > 0 && processesOf(folder).length > 0; left -= 1) await setTimeout(20); // a kill takes a moment
    return {
      ...told,
      exitCode,
      running: processesOf(folder).map(({ commandLine }) => commandLine),
      left: readdirSync(folder, { recursive: true, encoding: 'utf8' }),
    };
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The processes that have this folder as the one for temporary files. */
function processesOf(folder: string): readonly { readonly pid: string; readonly commandLine: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => listOf(pid, 'environ').includes(`TMPDIR=${folder}`))
    .map((pid) => ({ pid, commandLine: listOf(pid, 'cmdline').join(' ') }));
}

function listOf(pid: string, file: 'environ' | 'cmdline'): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return []; // it has ended meanwhile, or is another user's
  }
}

const isThere = findProgram('qemu-system-aarch64') !== undefined && process.env['IRQLINE_EMULATED_HOST'] === '1';
const reason =
  'IRQLINE_EMULATED_HOST=1 boots the emulated host (five times, the first time with downloads), where QEMU is there';

describe('the emulated host is ended with us, and leaves nothing behind', needs(isThere, reason), () => {
  void it('by SIGTERM while it fetches: the cache has nothing that is not whole', async () => {
    const { exitCode, stdout, stderr, running, left } = await endedBy('SIGTERM', whileItFetches, { emptyCache: true });
    assert.match(stderr, /fetching/);
    assert.doesNotMatch(stderr, /booting/);
    assert.deepEqual(
      { exitCode, stdout, running, left },
      { exitCode: 130, stdout: '', running: [], left: ['irqline'] },
      stderr,
    );
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    void it(`by ${signal} while it boots`, async () => {
      const { exitCode, stdout, stderr, running, left } = await endedBy(signal, whileItBoots);
      assert.match(stderr, /booting the emulated host/);
      assert.deepEqual(
        { exitCode, stdout, running, left },
        { exitCode: 130, stdout: '', running: [], left: [] },
        stderr,
      );
    });
  }

  void it('by SIGINT while it compares: what was found is reported', async () => {
    const { exitCode, stdout, stderr, running, left } = await endedBy('SIGINT', whileItCompares);
    assert.deepEqual({ exitCode, running, left }, { exitCode: 130, running: [], left: [] }, stderr);
    const found = JSON.parse(stdout) as {
      readonly isWhole: boolean;
      readonly ended?: unknown;
      readonly contract: readonly unknown[];
      readonly known: readonly unknown[];
      readonly results: readonly { readonly runs: number; readonly verdict: string }[];
    };
    assert.deepEqual([found.isWhole, found.ended], [false, undefined]);
    assert.ok(found.contract.length > 150 && found.known.length > 20);
    assert.equal(found.results[0]?.verdict, 'pass');
    assert.ok(found.results[0].runs > 0);
  });

  // Nobody is left then who could remove a file.
  for (const [when, moment] of [
    ['boots', whileItBoots],
    ['compares', whileItCompares],
  ] as const) {
    void it(`by SIGKILL while it ${when}`, async () => {
      const { exitCode, stderr, running, left } = await endedBy('SIGKILL', moment);
      assert.deepEqual({ exitCode, running, left }, { exitCode: null, running: [], left: [] }, stderr);
    });
  }
});
