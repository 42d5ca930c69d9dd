import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findProgram } from '../kvm-backend/host/command.js';
import { needs } from '../kvm-backend/testing/requirement.js';
import { compiled, exampleSource, exampleWith } from '../properties/adapter/library/compile.test.support.js';
import { matches, parseTranscript, runIrqline, type Ran } from './transcript.test.support.js';

const directory = mkdtempSync(join(tmpdir(), 'irqline-library-'));
after(() => rmSync(directory, { recursive: true }));

const irqline = async (...args: readonly string[]): Promise<Ran> =>
  runIrqline(args, { directory, environment: { NO_COLOR: '1' } });
const check = async (file: string, ...more: readonly string[]): Promise<Ran> =>
  irqline('check', '--library', file, '--seed', '1', '--runs', '1000', ...more);

const hasCompiler = needs(findProgram('cc') !== undefined, 'no C compiler here');
const ACK = 'd->interrupt_status &= ~value; break;';

void describe('check --library', { concurrency: 1, ...hasCompiler }, () => {
  void it('passes with the example in C, as the page shows it', async () => {
    const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
    const shown = parseTranscript(page.replace(/^# /, '## ')).flatMap(({ cases }) => cases);
    const entry = shown.find(({ command }) => command.includes('--library'));
    assert.equal(entry?.command, 'npx irqline check --library ./libdevice.so --seed 1 --runs 1000');
    const { exitCode, stdout } = await check(compiled('device', exampleSource));
    assert.deepEqual([exitCode, matches(entry.stdout, stdout)], [0, true], stdout);
  });

  void it('finds a fault of it, in 6 steps, which replay shows again', async () => {
    const faulty = compiled('forgets', exampleSource, '-DFAULT_RESET_KEEPS_STATUS');
    const { exitCode, stdout } = await check(faulty);
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /\n✗ reset-clears: [^]*\n {2}6 {2}driver writes 0 to Status .*← here\n/);
    const [, trace = '', file] = /\n {2}npx irqline replay (.*) --library (.*)\n/.exec(stdout) ?? [];
    assert.equal(file, faulty);
    const again = await irqline('replay', trace, '--library', faulty);
    assert.deepEqual([again.exitCode, /✗ reset-clears/.test(again.stdout)], [1, true]);
    const sound = await irqline('replay', trace, '--library', compiled('device', exampleSource));
    assert.deepEqual([sound.exitCode, sound.stdout.startsWith('✓ c-example passes: 6 steps')], [0, true]);
  });

  void it('finds what it crashes of, with what it printed last', async () => {
    const dies = `fputs("about to", stderr); if (value == 0) *(volatile int *)0 = 1; ${ACK}`;
    const file = compiled('dies', `#include <stdio.h>\n${exampleWith(ACK, dies)}`);
    const { exitCode, stdout } = await check(file);
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /\n✗ nothing-crashes: /);
    assert.match(stdout, /the library's process ended with SIGSEGV, and its last words were "about to/);
    assert.match(stdout, /driver writes 0 to InterruptACK .*← here\n/);
  });

  void it('does not take what it prints for an answer', async () => {
    const prints = `puts("{}"); fflush(stdout); ${ACK}`;
    const { exitCode, stdout } = await check(compiled('prints', `#include <stdio.h>\n${exampleWith(ACK, prints)}`));
    assert.equal(exitCode, 0, stdout);
  });

  void it('ends with 3 where it hangs, and says at what', async () => {
    const file = compiled('hangs', exampleWith(ACK, `while (value == 0) { (void)*(volatile int *)d; } ${ACK}`));
    const { exitCode, stderr } = await check(file, '--patience', '1s');
    assert.equal(exitCode, 3);
    assert.match(stderr, / \[ADAPTER_SILENT\]\n {2}no answer to .*"offset":100,"width":4,"value":0.* in 1000 ms/);
  });

  void it('counts a configuration that it does not take as a crash', async () => {
    const { exitCode, stdout } = await check(compiled('null', exampleWith('config->queue_count > QUEUES', '1')));
    assert.deepEqual([exitCode, /irqline_create returned NULL/.test(stdout)], [1, true], stdout);
  });

  void it('is told the signals that there are none of', async () => {
    const { exitCode, stderr } = await check(compiled('signals', exampleWith('= IRQLINE_PULSE', '= 3')));
    assert.equal(exitCode, 3);
    assert.match(stderr, / \[ADAPTER_MALFORMED\]\n {2}observation\.signals\.0.*\n.*\n {2}answered: .*"signals":\[3\]/);
  });

  void it('destroys each device before it makes the next', async () => {
    const one = exampleWith('{ free(d); }', '{ live--; free(d); }').replace(
      'return d;\n}',
      'return live++ ? NULL : d;\n}',
    );
    const { exitCode, stdout } = await check(compiled('one', `static int live;\n${one}`));
    assert.equal(exitCode, 0, stdout);
  });

  void it('goes with no other choice of what to check', async () => {
    for (const option of ['--adapter', '--subject', '--layer', '--mutant', '--recording']) {
      const { exitCode, stderr } = await irqline('check', '--library', 'x.so', option, 'impl');
      assert.deepEqual([exitCode, /cannot be used with option/.test(stderr)], [2, true]);
    }
  });
});

void describe('a library that cannot take part', hasCompiler, () => {
  const VERSION = 'return IRQLINE_ABI_VERSION;';
  const foreign = (): string => {
    const file = join(directory, 'libforeign.so');
    const bytes = readFileSync(compiled('device', exampleSource));
    bytes.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18); // e_machine
    writeFileSync(file, bytes);
    return file;
  };
  const text = (): string => {
    const file = join(directory, 'libtext.so');
    writeFileSync(file, 'this is a text, and no library');
    return file;
  };
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['is not there', () => './libnone.so', /libnone\.so cannot be read \(ENOENT\); pass the path/],
    ['is a directory', () => directory, /cannot be read \(EISDIR\); /],
    ['is no library', text, /libtext\.so cannot be loaded \(.+\); build a shared library/],
    ['is of another machine', foreign, /libforeign\.so is built for \w+ and this Node\.js for \w+; build it/],
    [
      'lacks functions',
      () => compiled('lacks', exampleSource, '-Dirqline_read=r', '-Dirqline_status=s'),
      /does not export irqline_read, irqline_status; define/,
    ],
    [
      'lacks what it calls',
      () => compiled('calls', exampleWith(VERSION, `extern uint32_t no_such(void); return no_such();`)),
      /libcalls\.so cannot be loaded \(undefined symbol: no_such\); build .* all that it needs/,
    ],
    [
      'is of another version',
      () => compiled('version', exampleWith(VERSION, 'return 2;')),
      /is built for version 2 of irqline_device\.h, and this is 1; build it again/,
    ],
    [
      'says of its configuration what is not JSON',
      () => compiled('json', exampleWith('return "{\\"features', 'return "\\"features')),
      /irqline_fixed_config is not JSON \(.*\); return/,
    ],
  ];
  for (const [what, file, words] of cases) {
    void it(`${what} is told so in one line`, async () => {
      const { exitCode, stdout, stderr } = await check(file());
      assert.deepEqual([exitCode, stdout], [3, ''], stderr);
      assert.match(stderr, /^irqline: .* \[ADAPTER_UNABLE\]\n(?: {2}.*\n)+$/);
      assert.match(stderr, words);
    });
  }
});
