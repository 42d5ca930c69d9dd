import assert from 'node:assert/strict';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runIrqline, type Ran } from './transcript.test.support.js';

/** What a program that is not really there does: a script of sh, which has told its process id before. */
type Programs = Readonly<Record<string, string>>;

interface Aftermath extends Ran {
  /** What `--record report.json` wrote. */
  readonly report: string | undefined;
  /** What is left in the cache and among temporary files. */
  readonly left: readonly string[];
  /** Programs that were started. */
  readonly started: readonly string[];
  /** Programs that still run. */
  readonly running: readonly string[];
}

const HANG = 'exec sleep 100';
/** A greeting of the protocol, and then whatever comes. */
const greet = (protocol: number, then: string): string =>
  `echo '{"protocol":${protocol},"kernel":"6.1","architecture":"arm64","node":"v22.0.0"}'; ${then}`;

/** Runs `irqline diff --host emulated` where no program is but these, with an empty cache. */
async function diffWith(programs: Programs, args: readonly string[] = [], interruptAt?: string): Promise<Aftermath> {
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
    writeFileSync(
      inFolder('work/node'),
      Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(14), Buffer.from([183, 0])]),
    );
    for (const name of ['ld-linux-aarch64.so.1', 'libc.so.6', 'libm.so.6', 'libstdc++.so.6', 'libgcc_s.so.1']) {
      mkdirSync(inFolder('work/root/lib'), { recursive: true });
      writeFileSync(inFolder(`work/root/lib/${name}`), '');
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
function isRefused(after: Aftermath, code: string, exitCode: number, words: RegExp): void {
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
const fetchers: Programs = { 'apt-get': '', 'apt-cache': '', 'dpkg-deb': '', npm: ': > koromix.tgz', tar: '' };
/** Parts of one's own, so that nothing but koffi is fetched. */
const own = ['--kernel', 'Image', '--node', 'node', '--root', 'root'];

const refusals: readonly (readonly [
  title: string,
  programs: Programs,
  args: readonly string[],
  code: string,
  exitCode: number,
  words: RegExp,
])[] = [
  ['no QEMU, before anything is fetched', {}, [], 'KVM_HOST_MISSING', 3, /no program qemu-system-aarch64/],
  ['no apt', { 'qemu-system-aarch64': '' }, [], 'KVM_HOST_MISSING', 3, /no program/],
  [
    'no network for apt, with npm still at work',
    {
      ...fetchers,
      'qemu-system-aarch64': '',
      npm: HANG,
      'apt-get': 'sleep 1; echo Temporary failure resolving >&2; exit 100',
    },
    [],
    'KVM_HOST_FETCH_FAILED',
    3,
    /Temporary failure resolving/,
  ],
  [
    'a full disk',
    { ...fetchers, 'qemu-system-aarch64': '', npm: 'echo npm error ENOSPC >&2; exit 1' },
    own,
    'KVM_HOST_CACHE_UNWRITABLE',
    3,
    /ENOSPC/,
  ],
  ['a kernel of zeros', { 'qemu-system-aarch64': HANG }, ['--kernel', 'zeros'], 'KVM_HOST_NOT_ARM64', 2, /zeros/],
  [
    'a Node for another machine',
    { 'qemu-system-aarch64': HANG },
    ['--kernel', 'Image', '--node', 'zeros', '--root', 'root'],
    'KVM_HOST_NOT_ARM64',
    2,
    /zeros/,
  ],
  [
    'a kernel that panics',
    { ...fetchers, 'qemu-system-aarch64': 'echo Kernel panic >&2; exit 1' },
    own,
    'KVM_HOST_DIED',
    3,
    /ended with 1; its last words:\nKernel panic/,
  ],
  [
    'a kernel that says nothing',
    { ...fetchers, 'qemu-system-aarch64': HANG },
    own,
    'KVM_HOST_SILENT',
    3,
    /not a word in 30000 ms/,
  ],
  [
    'a program of another version in the host',
    { ...fetchers, 'qemu-system-aarch64': greet(99, HANG) },
    own,
    'KVM_HOST_FOREIGN',
    3,
    /protocol 99/,
  ],
  [
    'a guest that dies of a request',
    { ...fetchers, 'qemu-system-aarch64': greet(1, 'read line; echo Oops >&2; exit 7') },
    own,
    'KVM_HOST_DIED',
    3,
    /ended with 7; its last words:\nOops/,
  ],
];

void describe('what goes wrong around the emulated host is one clear line', { concurrency: 4 }, () => {
  for (const [title, programs, args, code, exitCode, words] of refusals) {
    void it(title, async () => isRefused(await diffWith(programs, args), code, exitCode, words));
  }
});

void describe('Ctrl-C leaves nothing behind', { concurrency: 2 }, () => {
  const cases: readonly (readonly [where: string, programs: Programs, at: string])[] = [
    ['while something is fetched', { ...fetchers, 'qemu-system-aarch64': HANG, npm: HANG }, 'npm'],
    ['while the host boots', { ...fetchers, 'qemu-system-aarch64': HANG }, 'qemu-system-aarch64'],
  ];
  for (const [where, programs, at] of cases) {
    void it(where, async () => {
      const after = await diffWith(programs, own, at);
      assert.equal(after.exitCode, 130, after.stderr);
      assert.ok(after.started.includes(at));
      assert.deepEqual(after.running, []);
      assert.deepEqual(
        after.left.filter((name) => name.includes('.part-') || name.startsWith('irqline-')),
        [],
      );
    });
  }
});

const FAKE_HOST = fileURLToPath(new URL('../kvm-backend/testing/fake-host.js', import.meta.url));
/** A host that makes so many runs of an operation as the model does, tells so, and goes on, dies, or lies and dies. */
const hostOf = (operation: string, runs: number, then: 'go' | 'die' | 'lie'): Programs => ({
  ...fetchers,
  'qemu-system-aarch64': `
    if [ "$1" = --version ]; then echo QEMU emulator version 10.0.2; exit; fi
    exec '${process.execPath}' '${FAKE_HOST}' "\${0%/bin/*}/pids/made" ${operation} ${runs} ${then} "$@"`,
});

interface Told {
  readonly ended?: { readonly code: string; readonly detail: string };
  readonly isWhole: boolean;
  readonly known: readonly unknown[];
  readonly results: readonly { readonly rung: number; readonly runs: number; readonly verdict: string }[];
}

void describe('what was compared until then is reported', { concurrency: 2 }, () => {
  const figures = ({ results }: Told): unknown => results.map(({ rung, runs, verdict }) => [rung, runs, verdict]);

  void it('when the host dies among the runs: as text and in a report', async () => {
    const after = await diffWith(hostOf('runStopped', 6, 'die'), [...own, '--record', 'report.json', '--rung', '1']);
    isRefused(after, 'KVM_HOST_DIED', 3, /ended with 7; its last words:\nOops: the last words/);
    assert.match(after.stdout, /rung 1, .* pass \(6 runs, /);
    const report = JSON.parse(after.report ?? '') as { isWhole: boolean; known: unknown[]; rungs: { runs: number }[] };
    assert.deepEqual([report.isWhole, report.rungs.map(({ runs }) => runs)], [false, [6]]);
    assert.ok(report.known.length > 9);
  });

  void it('when the host dies among the quirks: as JSON, with why', async () => {
    const after = await diffWith(hostOf('runAgent', 3, 'die'), [...own, '--json']);
    isRefused(after, 'KVM_HOST_DIED', 3, /Oops/);
    const told = JSON.parse(after.stdout) as Told;
    assert.deepEqual(
      [told.ended?.code, told.isWhole, told.known.length, told.results],
      ['KVM_HOST_DIED', false, 3, []],
    );
    assert.match(told.ended?.detail ?? '', /Oops/);
  });

  void it('when the host dies while a difference is shortened: the difference counts', async () => {
    const after = await diffWith(hostOf('runStopped', 4, 'lie'), [...own, '--rung', '1']);
    isRefused(after, 'KVM_HOST_DIED', 1, /Oops/);
    assert.match(after.stdout, /rung 1, .* fail \(4 runs, /);
    assert.match(after.stdout, /--replay .*kvm-rung-1\.json/);
  });

  const interruptions: readonly (readonly [where: string, operation: string, expected: RegExp])[] = [
    ['among the quirks', 'runAgent', /^\[\]$/],
    ['among the runs', 'runStopped', /^\[\[1,\d+,"pass"\]\]$/],
  ];
  for (const [where, operation, expected] of interruptions) {
    void it(`on Ctrl-C ${where}`, async () => {
      const args = [...own, '--json', '--rung', '1', '--runs', '1000000'];
      const after = await diffWith(hostOf(operation, 4, 'go'), args, 'made');
      assert.equal(after.exitCode, 130, after.stderr);
      const told = JSON.parse(after.stdout) as Told;
      assert.deepEqual([told.ended, told.isWhole], [undefined, false]);
      assert.match(JSON.stringify(figures(told)), expected);
      assert.ok(told.known.length > 2);
      assert.deepEqual(after.running, []);
    });
  }
});

/** What keeps a machine that is not arm64 from having a vGICv3 of its own. */
function lackingHere(): string {
  if (!existsSync('/dev/kvm')) return 'KVM_UNAVAILABLE';
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return 'KVM_NO_VGICV3';
  } catch {
    return 'KVM_PERMISSION_DENIED';
  }
}

describe('diff --host native', () => {
  it(
    'says in one line what this machine lacks, and that it is the machine: exit 3',
    { skip: process.arch === 'arm64' ? 'an arm64 host may have all that is needed' : false },
    async () => {
      const ran = await runIrqline(['diff', '--host', 'native', '--runs', '1'], {
        directory: tmpdir(),
        environment: { ...process.env, NO_COLOR: '1' },
      });
      assert.equal(ran.exitCode, 3);
      assert.match(ran.stderr, new RegExp(`^irqline: [^\\n]*\\[${lackingHere()}\\]\\n$`));
    },
  );
});
