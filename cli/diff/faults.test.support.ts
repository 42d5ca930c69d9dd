import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PROTOCOL } from '../../kvm-backend/remote/protocol.js';
import { runIrqline, type Ran } from '../transcript.test.support.js';

/** What a program that is not really there does: a script of sh, which has told its process id before. */
export type Programs = Readonly<Record<string, string>>;

export interface Aftermath extends Ran {
  /** What `--record report.json` wrote. */
  readonly report: string | undefined;
  /** What is left in the cache and among temporary files. */
  readonly left: readonly string[];
  /** Programs that were started. */
  readonly started: readonly string[];
  /** Programs that still run. */
  readonly running: readonly string[];
}

export const HANG = 'exec sleep 100';
/** A greeting, and then whatever comes. */
export const greet = (then: string, protocol: number = PROTOCOL): string =>
  `echo '{"protocol":${protocol},"kernel":"6.1","architecture":"arm64","node":"v22.0.0"}'; ${then}`;

/** Runs `irqline diff --host emulated` where no program is but these, with an empty cache. */
export async function diffWith(
  programs: Programs,
  args: readonly string[] = [],
  interruptAt?: string,
): Promise<Aftermath> {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-faults-'));
  try {
    const inFolder = (name: string): string => join(folder, name);
    for (const name of ['bin', 'cache', 'tmp', 'pids', 'work']) mkdirSync(inFolder(name));
    for (const [name, script] of Object.entries(programs)) {
      const text = `#!/bin/sh\nPATH=/usr/bin:/bin\necho $$ > ${inFolder(`pids/${name}`)}\n${script}\n`;
      writeFileSync(inFolder(`bin/${name}`), text, { mode: 0o755 });
    }
    const kernel = inFolder('work/Image');
    writeFileSync(kernel, Buffer.concat([Buffer.alloc(56), Buffer.from('ARMd'), Buffer.alloc(4096)]));
    writeFileSync(inFolder('work/zeros'), Buffer.alloc(4096));
    const program = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(14), Buffer.from([183, 0])]);
    writeFileSync(inFolder('work/node'), program);
    for (const name of ['ld-linux-aarch64.so.1', 'libc.so.6', 'libm.so.6', 'libstdc++.so.6', 'libgcc_s.so.1']) {
      mkdirSync(inFolder('work/root/lib'), { recursive: true });
      writeFileSync(inFolder(`work/root/lib/${name}`), program);
    }
    const ran = await runIrqline(['diff', '--host', 'emulated', '--seed', '1', ...args], {
      directory: inFolder('work'),
      environment: {
        PATH: inFolder('bin'),
        XDG_CACHE_HOME: inFolder('cache'),
        TMPDIR: inFolder('tmp'),
        NO_COLOR: '1',
      },
      ...(interruptAt === undefined
        ? {}
        : { onProgress: (interrupt) => whenThere(inFolder(`pids/${interruptAt}`), interrupt) }),
    });
    const pids = readdirSync(inFolder('pids'));
    await setTimeout(100); // a kill takes a moment
    const running = pids.filter((name) => isRunning(Number(readFileSync(inFolder(`pids/${name}`), 'utf8'))));
    const cache = inFolder('cache/irqline');
    const left = [...(existsSync(cache) ? readdirSync(cache) : []), ...readdirSync(inFolder('tmp'))];
    const report = existsSync(inFolder('work/report.json'))
      ? readFileSync(inFolder('work/report.json'), 'utf8')
      : undefined;
    return { ...ran, report, left, started: pids, running };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function whenThere(path: string, then: () => void): void {
  const look = setInterval(() => {
    if (!existsSync(path)) return;
    clearInterval(look);
    void setTimeout(100).then(then);
  }, 20);
  // What never comes is a failed test, and not one that hangs.
  look.unref();
}

/** Whether it is more than an entry that its parent has not collected yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** One clear line with this code, this exit code, nothing left running and nothing half-made. */
export function isRefused(after: Aftermath, code: string, exitCode: number, words: RegExp): void {
  assert.match(after.stderr, new RegExp(`^irqline: .*\\[${code}\\]$`, 'ms'));
  assert.match(after.stderr, words);
  assert.equal(after.exitCode, exitCode, after.stderr);
  assert.deepEqual(after.running, []);
  assert.deepEqual(
    after.left.filter((name) => name.includes('.part-') || name.startsWith('irqline-')),
    [],
  );
}

/** Unpacking is no matter of these tests: the archives are empty. */
export const fetchers: Programs = { 'apt-get': '', 'apt-cache': '', 'dpkg-deb': '', npm: ': > koromix.tgz', tar: '' };
/** Parts of one's own, so that nothing but koffi is fetched. */
export const own = ['--kernel', 'Image', '--node', 'node', '--root', 'root'];

const FAKE_HOST = fileURLToPath(new URL('../../kvm-backend/testing/fake-host.js', import.meta.url));
/** A host that makes so many runs of an operation as the model does, tells so, and goes on, dies, hangs, or lies and dies. */
export const hostOf = (
  operation: string,
  runs: number,
  then: 'go' | 'die' | 'hang' | 'hang-once' | 'lie',
): Programs => ({
  ...fetchers,
  'qemu-system-aarch64': `
    if [ "$1" = --version ]; then echo QEMU emulator version 10.0.2; exit; fi
    exec '${process.execPath}' '${FAKE_HOST}' "\${0%/bin/*}/pids/made" ${operation} ${runs} ${then} "$@"`,
});
