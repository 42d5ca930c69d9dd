import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WarmIrqline } from './warm.test.support.js';

const warm = new WarmIrqline();
after(async () => warm.close());

interface Shown {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function irqline(...args: readonly string[]): Promise<Shown> {
  return withColumns('', ...args);
}

async function withColumns(columns: string, ...args: readonly string[]): Promise<Shown> {
  const { exitCode, stdout, stderr } = await warm.run(['matrix', ...args], tmpdir(), { COLUMNS: columns });
  return { code: exitCode, out: stdout, err: stderr };
}

test('the whole matrix is a result, also where it is LOST', async () => {
  const { code, out } = await irqline('--threads', '1');
  assert.equal(code, 0);
  assert.match(
    out,
    /\nsystem +linux[^]*\nqemu +✗ 9\*[^]*\n\* qemu\n  Seen for real[^]*1,296 profiles, 1 device thread[^]*\n  atomic-update: [^]*\nupdate +signal +section[^]*/,
  );
});

test('the states stand beside the steps where there is room, and below where there is none', async () => {
  assert.match((await withColumns('120', '--profile', 'qemu')).out, / 2 {2}work V- {2}status V- {2}line 1/);
  assert.match(
    (await withColumns('80', '--profile', 'qemu')).out,
    / 2\n[^]*\nafter {2}work {2}status {2}line {2}latch {2}active\n +1 {2}V- /,
  );
});

test('--safe-and-named leaves out the rest', async () => {
  const { code, out } = await irqline('--threads', '2', '--safe-and-named', '--json');
  const { threads, isWhole, profiles } = JSON.parse(out) as {
    threads: number;
    isWhole: boolean;
    profiles: { verdict: string }[];
  };
  const safe = profiles.filter(({ verdict }) => verdict === 'SAFE');
  // The named systems have 54 different profiles with all drivers; 17 of them are SAFE.
  assert.deepEqual([code, threads, isWhole, safe.length, profiles.length], [0, 2, true, 47, 84]);
  const text = (await irqline('--threads', '1', '--safe-and-named')).out;
  assert.match(text, new RegExp(`\\nsystem +linux[^]* ${profiles.length} profiles, 1 device thread,`));
});

test('--profile tells the story of one', async () => {
  const { code, out } = await irqline('--profile', 'crosvm');
  assert.equal(code, 0);
  assert.doesNotMatch(out, /Seen for real/);
  assert.match(out, /^crosvm: crosvm's MMIO transport\n[^]*LOST, dead[^]*Thread 0[^]*Nobody will come\.\n$/);
});

test('--profile of a loss that was seen for real leads to its recording', async () => {
  assert.match(
    (await irqline('--profile', 'qemu')).out,
    /\nSeen for real: Linux [^]*\nirqline check --recording \S+blk-resize-race\.trace[^]*LOST, dead/,
  );
  assert.doesNotMatch((await irqline('--profile', 'qemu,driver=standard')).out, /Seen for real/);
});

test('--lifecycle of a known fault says where it happened and which mutants have it', async () => {
  const { code, out } = await irqline('--lifecycle', 'V-18');
  assert.equal(code, 0);
  assert.match(
    out,
    /\nV-18: a reset clears[^]*\nSource: openvmm PR[^]*\nMutants: reset-keeps-status, reset-keeps-queues\n/,
  );
  assert.doesNotMatch((await irqline('--lifecycle', 'V-18,line=left')).out, /Source: openvmm PR/);
});

test('--profile with --json is the row of that profile', async () => {
  const { out } = await irqline('--profile', 'qemu', '--json');
  const { profiles } = JSON.parse(out) as { profiles: Record<string, unknown>[] };
  assert.equal(profiles.length, 1);
  const { verdict, shortest, shortestDead } = profiles[0] ?? {};
  assert.deepEqual({ verdict, shortest, shortestDead }, { verdict: 'LOST', shortest: 9, shortestDead: 9 });
});

test('--replay shows model and real code side by side', async () => {
  const { code, out } = await irqline('--profile', 'qemu', '--replay');
  assert.equal(code, 0);
  assert.match(
    out,
    /^order=[^]* model +code\n[^]*\n9  driver +eoi +-C +-C +1 +0 +0 +-C +-C +1 +0 +0 +=\n\nLost, in the/,
  );
  assert.match(
    (await irqline('--profile', 'openvmm', '--replay')).out,
    /SAFE: there is no run that loses an event\.\n$/,
  );
});

test('--dot and --svg show the state graph', async () => {
  const profile = ['--profile', 'trigger=level', '--threads', '1'];
  assert.match((await irqline(...profile, '--dot')).out, /^digraph irqline \{/);
  const directory = mkdtempSync(join(tmpdir(), 'irqline-matrix-'));
  const path = join(directory, 'states.svg');
  assert.equal((await irqline(...profile, '--svg', path)).code, 0);
  assert.match(readFileSync(path, 'utf8'), /<svg /);
  rmSync(directory, { recursive: true });
});

test('--html writes the page, and prints nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-matrix-'));
  const path = join(directory, 'deep', 'matrix.html');
  const { code, out } = await irqline('--threads', '1', '--html', path);
  assert.deepEqual([code, out], [0, '']);
  assert.match(readFileSync(path, 'utf8'), /^<!doctype html>[^]*<\/html>\n$/);
  rmSync(directory, { recursive: true });
});

test('bad input ends with 2, nothing on stdout, and a message that says how to go on', async () => {
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/did you mean "crosvm"/, '--profile', 'crossvm'],
    [/has no value "levl"; did you mean "level"/, '--profile', 'signal=levl'],
    [/states, which take .*iB/, '--threads', '12'],
    [/whole number from 1 to 16/, '--threads', '0'],
    [/\[OPTION_NEEDS_PROFILE\][^]*Add --profile/, '--dot'],
    [/\[OPTION_NEEDS_PROFILE\][^]*Add --profile/, '--replay'],
    [/cannot be used with/, '--profile', 'qemu', '--json', '--replay'],
    [/\[OPTION_NEEDS_PROFILE\][^]*Add --profile/, '--svg', 'states.svg'],
    [/cannot be used with/, '--safe-and-named', '--profile', 'qemu'],
    [/cannot be used with/, '--lifecycles', '--svg', 'states.svg'],
    [/cannot be used with/, '--lifecycle', 'V-14', '--html', 'matrix.html'],
    [/cannot be used with/, '--safe-and-named', '--replay'],
    [/\[OPTION_SHOWS_ALL\][^]*Leave out --profile/, '--profile', 'qemu', '--html', 'matrix.html'],
    [/cannot be used with/, '--profile', 'qemu', '--json', '--dot'],
    [/cannot be written/, '--profile', 'trigger=level', '--threads', '1', '--svg', '/proc/states.svg'],
    // Before anything is explored: with so many threads that comes first otherwise.
    [/cannot be written/, '--threads', '12', '--html', '/proc/matrix.html'],
  ];
  for (const [message, ...args] of cases) {
    const { code, out, err } = await irqline(...args);
    assert.deepEqual([code, codeIn(out)], [2, args.includes('--json') ? 'COMMAND_NOT_UNDERSTOOD' : ''], args.join(' '));
    assert.match(err, message);
  }
});

/** The code of an error as JSON; nothing where nothing was printed. */
const codeIn = (out: string): string =>
  out === '' ? '' : (JSON.parse(out) as { readonly error: { readonly code: string } }).error.code;
