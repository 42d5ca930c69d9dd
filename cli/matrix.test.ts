import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const main = fileURLToPath(new URL('main.js', import.meta.url));

function irqline(...args: readonly string[]): { code: number | null; out: string; err: string } {
  return withColumns('', ...args);
}

function withColumns(columns: string, ...args: readonly string[]): ReturnType<typeof irqline> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'matrix', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: columns },
  });
  return { code: status, out: stdout, err: stderr };
}

test('the whole matrix is a result, also where it is LOST', () => {
  const { code, out } = irqline('--threads', '1');
  assert.equal(code, 0);
  assert.match(
    out,
    /\nsystem +linux[^]*\nqemu +✗ 9\*[^]*\n\* qemu\n  Seen for real[^]*1,296 profiles, 1 device thread[^]*\n  atomic-update: [^]*\nupdate +signal +section[^]*/,
  );
});

test('nothing is wider than the terminal, and no line ends in a blank', () => {
  for (const args of [
    ['--threads', '1'],
    ['--profile', 'qemu'],
    ['--lifecycles', '--threads', '1'],
    ['--lifecycle', 'V-18'],
    ['--profile', 'qemu', '--replay'],
  ])
    for (const columns of [80, 120]) {
      const lines = withColumns(String(columns), ...args).out.split('\n');
      // A profile is one word, so that it can be copied.
      const wide = lines.filter((line) => line.length > columns && !line.startsWith('order='));
      assert.deepEqual([wide, lines.filter((line) => line.endsWith(' '))], [[], []], args.join(' '));
    }
});

test('the states stand beside the steps where there is room, and below where there is none', () => {
  assert.match(withColumns('120', '--profile', 'qemu').out, / 2 {2}work V- {2}status V- {2}line 1/);
  assert.match(
    withColumns('80', '--profile', 'qemu').out,
    / 2\n[^]*\nafter {2}work {2}status {2}line {2}latch {2}active\n +1 {2}V- /,
  );
});

test('--json is one object with a row for each profile', () => {
  const { code, out } = irqline('--threads', '1', '--json');
  const { threads, profiles } = JSON.parse(out) as { threads: number; profiles: { verdict: string }[] };
  assert.deepEqual([code, threads, profiles.length], [0, 1, 1296]);
  assert.deepEqual([...new Set(profiles.map(({ verdict }) => verdict))].sort(), ['LOST', 'SAFE', 'STORM']);
});

test('--safe-and-named leaves out the rest', () => {
  const { code, out } = irqline('--threads', '2', '--safe-and-named', '--json');
  const { profiles } = JSON.parse(out) as { profiles: { verdict: string }[] };
  const safe = profiles.filter(({ verdict }) => verdict === 'SAFE');
  // The named systems have 54 different profiles with all drivers; 17 of them are SAFE.
  assert.deepEqual([code, safe.length, profiles.length], [0, 47, 84]);
  const text = irqline('--threads', '1', '--safe-and-named').out;
  assert.match(text, new RegExp(`\\nsystem +linux[^]* ${profiles.length} profiles, 1 device thread,`));
});

test('--profile tells the story of one', () => {
  const { code, out } = irqline('--profile', 'crosvm');
  assert.equal(code, 0);
  assert.doesNotMatch(out, /Seen for real/);
  assert.match(out, /^crosvm: crosvm's MMIO transport\n[^]*LOST, dead[^]*Thread 0[^]*Nobody will come\.\n$/);
});

test('--profile of a loss that was seen for real leads to its recording', () => {
  assert.match(
    irqline('--profile', 'qemu').out,
    /\nSeen for real: Linux [^]*\nirqline check --recording \S+blk-resize-race\.trace[^]*LOST, dead/,
  );
  assert.doesNotMatch(irqline('--profile', 'qemu,driver=standard').out, /Seen for real/);
});

test('--lifecycle of a known fault says where it happened and which mutants have it', () => {
  const { code, out } = irqline('--lifecycle', 'V-18');
  assert.equal(code, 0);
  assert.match(
    out,
    /\nV-18: a reset clears[^]*\nSource: openvmm PR[^]*\nMutants: reset-keeps-status, reset-keeps-queues\n/,
  );
  assert.doesNotMatch(irqline('--lifecycle', 'V-18,line=left').out, /Source: openvmm PR/);
});

test('--profile with --json is the row of that profile', () => {
  const { out } = irqline('--profile', 'qemu', '--json');
  const { profiles } = JSON.parse(out) as { profiles: Record<string, unknown>[] };
  assert.equal(profiles.length, 1);
  const { verdict, shortest, shortestDead } = profiles[0] ?? {};
  assert.deepEqual({ verdict, shortest, shortestDead }, { verdict: 'LOST', shortest: 9, shortestDead: 9 });
});

test('--replay shows model and real code side by side', () => {
  const { code, out } = irqline('--profile', 'qemu', '--replay');
  assert.equal(code, 0);
  assert.match(
    out,
    /^order=[^]* model +code\n[^]*\n9  driver +eoi +-C +-C +1 +0 +0 +-C +-C +1 +0 +0 +=\n\nLost, in the/,
  );
  assert.match(irqline('--profile', 'openvmm', '--replay').out, /SAFE: there is no run that loses an event\.\n$/);
});

test('--dot and --svg show the state graph', () => {
  const profile = ['--profile', 'trigger=level', '--threads', '1'];
  assert.match(irqline(...profile, '--dot').out, /^digraph irqline \{/);
  const directory = mkdtempSync(join(tmpdir(), 'irqline-matrix-'));
  const path = join(directory, 'states.svg');
  assert.equal(irqline(...profile, '--svg', path).code, 0);
  assert.match(readFileSync(path, 'utf8'), /<svg /);
  rmSync(directory, { recursive: true });
});

test('--html writes the page, and prints nothing', () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-matrix-'));
  const path = join(directory, 'deep', 'matrix.html');
  const { code, out } = irqline('--threads', '1', '--html', path);
  assert.deepEqual([code, out], [0, '']);
  assert.match(readFileSync(path, 'utf8'), /^<!doctype html>[^]*<\/html>\n$/);
  rmSync(directory, { recursive: true });
});

test('bad input ends with 2, nothing on stdout, and a message that says how to go on', () => {
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
    [/\[OPTION_SHOWS_ALL\][^]*Leave out --profile/, '--profile', 'qemu', '--html', 'matrix.html'],
    [/cannot be used with/, '--profile', 'qemu', '--json', '--dot'],
    [/cannot be written/, '--profile', 'trigger=level', '--threads', '1', '--svg', '/proc/states.svg'],
    // Before anything is explored: with so many threads that comes first otherwise.
    [/cannot be written/, '--threads', '12', '--html', '/proc/matrix.html'],
  ];
  for (const [message, ...args] of cases) {
    const { code, out, err } = irqline(...args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, message);
  }
});
