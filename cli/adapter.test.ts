import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fakeAdapter, running, type FakeFault } from '../properties/adapter/fake-fault.test.support.js';
import { findProgram } from '../kvm-backend/host/command.js';
import { needs } from '../kvm-backend/testing/requirement.js';
import type { Design } from './report/design.js';
import { matches, parseTranscript, runIrqline, type Ran } from './transcript.test.support.js';
import { WarmIrqline } from './warm.test.support.js';

/** What makes the example faulty, in Python. */
const KEEPS = 'kept = self.interrupt_status; self.reset(); self.interrupt_status = kept; return';
const TAKE =
  'def take(self):\n        taken, self.interrupt_status = self.interrupt_status, 0\n        return taken\n\n    ';

const directory = mkdtempSync(join(tmpdir(), 'irqline-adapter-'));
after(() => rmSync(directory, { recursive: true }));

const warm = new WarmIrqline();
after(async () => warm.close());

const check = async (subject: string, fault: FakeFault, ...more: readonly string[]): Promise<Ran> =>
  warm.run(['check', '--adapter', fakeAdapter(subject, fault), '--seed', '1', '--runs', '200', ...more], directory);

void describe('check --adapter', { concurrency: 1 }, () => {
  void it('passes, and tells what was left out', async () => {
    const hello = { actions: ['read', 'write', 'usedBuffers'], hides: ['line'], config: { features: [0, 1] } };
    const { exitCode, stdout } = await check('impl', { hello });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^✓ device: impl pass \(200 runs, /);
    assert.match(stdout, /\n {2}never done, since the adapter does not: configChange, fatalError, /);
    assert.match(stdout, /\n {2}not compared, since the adapter does not show it: line\n/);
    assert.match(stdout, /\n {2}met by no run: [^]*, a damaged state, /);
    assert.doesNotMatch(stdout, /recording|scenarios/);
  });

  void it('tells with what a failing run was made that the hello leaves open, and only that', async () => {
    const hello = (choices: object): FakeFault => ({
      hello: { actions: ['read', 'write', 'usedBuffers'], config: { choices } },
    });
    const ofOpen = async (choices: object): Promise<string | undefined> => {
      const { stdout } = await check('reset-keeps-status', hello(choices));
      return /\n {2}made with (.*), which the hello's config leaves open/.exec(
        stdout.replaceAll('\n  leaves', ' leaves'),
      )?.[1];
    };
    const all = { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' };
    assert.match((await ofOpen({ signal: 'always' })) ?? '', /^ackGate=none, ackWidth=32, configEventSets=2$/);
    assert.equal(await ofOpen(all), undefined);
  });

  void it('tells what the matrix says of a design that passes and loses interrupts all the same', async () => {
    const hello = (signal: string): FakeFault => ({
      hello: { actions: ['read', 'write', 'usedBuffers'], hides: ['line', 'signals'], config: { choices: { signal } } },
    });
    for (const [signal, words, safeWhere] of [
      ['onRise', '"onRise" loses interrupts with Linux\'s driver, on every kind of line', 0],
      ['assertOnly', "unless its line is edge-triggered at a GIC that counts every assertion, as KVM's does;", 1],
      [
        'level',
        "unless its line is edge-triggered at a GIC that counts every assertion, as KVM's does, or level-triggered;",
        3,
      ],
    ] as const) {
      const { exitCode, stdout } = await check('impl', hello(signal), '--runs', '50');
      assert.equal(exitCode, 0, stdout);
      assert.ok(stdout.includes(words), stdout);
      assert.ok(stdout.includes(`\n    the run that does it: npx irqline matrix --profile signal=${signal}\n`));
      const { stdout: json } = await check('impl', hello(signal), '--runs', '50', '--json');
      const { results } = JSON.parse(json) as { results: { adapter: { design: Design } }[] };
      const design = results[0]?.adapter.design;
      assert.deepEqual([design?.verdict, design?.safeWhere.length], ['LOST', safeWhere]);
    }
    const { stdout } = await check('impl', hello('always'), '--runs', '50');
    assert.doesNotMatch(stdout, /loses interrupts/);
  });

  void it('tells no signals, and draws none, of one that shows none', async () => {
    const hiding = { hello: { hides: ['signals', 'line'] } };
    const { stdout } = await check('reset-keeps-status', hiding);
    assert.match(stdout, /\n {2}InterruptStatus +expected 0, actual [12]\n/);
    assert.doesNotMatch(stdout, /signals:|pulse ─|assert ─|\bline \d/);
    const all = await check('reset-keeps-status', {});
    assert.match(all.stdout, /signals: (pulse|assert)[^]*─ (pulse|assert) ─/);
    const { stdout: json } = await check('reset-keeps-status', hiding, '--json');
    const { results } = JSON.parse(json) as { results: { failure: { run: { actual: unknown; hidden: unknown } } }[] };
    const { actual, hidden } = results[0]?.failure.run ?? {};
    assert.deepEqual([hidden, /"signals"|"line"/.test(JSON.stringify(actual))], [['signals', 'line'], false]);
  });

  void it('has a driver that keeps to the standard, when the adapter or the command says so', async () => {
    const fails = 'ack-zero-throws';
    const conforming = { hello: { driver: 'conforming' } };
    assert.equal((await check(fails, {})).exitCode, 1);
    assert.equal((await check(fails, conforming, '--driver', 'any')).exitCode, 1);
    for (const { exitCode, stdout } of [
      await check(fails, conforming),
      await check(fails, {}, '--driver', 'conforming'),
    ]) {
      assert.equal(exitCode, 0, stdout);
      assert.match(stdout, /\n {2}the driver did only what VIRTIO lets it: /);
    }
    const { stdout } = await check('reset-keeps-status', {}, '--driver', 'conforming');
    assert.match(stdout, /\n {2}npx irqline check --adapter '.*' --driver conforming --seed -?\d+ --runs 100\n/);
  });

  void it('is told when there is no such driver, and when nothing has it', async () => {
    const gic = await check('soft-gic', { hello: { config: { peCount: 1 } } }, '--driver', 'conforming');
    assert.deepEqual([gic.exitCode, /there is none in the gic layer/.test(gic.stderr)], [3, true], gic.stderr);
    const own = await runIrqline(['check', '--driver', 'conforming']);
    assert.deepEqual([own.exitCode, /\[OPTION_NEEDS_ADAPTER\]/.test(own.stderr)], [2, true], own.stderr);
    assert.deepEqual(running(), []);
  });

  void it('is judged by the properties alone that are named', async () => {
    const other = await check('reset-keeps-status', {}, '--property', 'generation-moves');
    assert.equal(other.exitCode, 0, other.stdout);
    const args = ['--property', 'generation-moves', '--property', 'reset-clears'];
    const both = await check('reset-keeps-status', {}, ...args);
    assert.match(
      both.stdout,
      /\n {2}npx irqline check --adapter '.*' --property reset-clears --property generation-moves /,
    );
    const none = await check('impl', {}, '--property', 'acknowledge-activates');
    assert.deepEqual([none.exitCode, none.stdout, /\[UNKNOWN_NAME\]/.test(none.stderr)], [2, '', true]);
    assert.deepEqual(running(), []);
  });

  void it('says of a GIC that makes other choices that it was only compared', async () => {
    const hello = { config: { peCount: 1, spiCount: 32, behaviour: { tieBreak: 'unspecified' } } };
    const { stdout } = await check('soft-gic', { hello }, '--runs', '3');
    assert.match(stdout, /\n {2}judged by the comparison with the model alone, since it makes other choices than /);
  });

  void it('shows a fault, the trace of it, and the command that shows it again, as one types it', async () => {
    const { exitCode, stdout } = await check('reset-keeps-status', {});
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ reset-clears: the reset left something behind\n/);
    const [, again = ''] = /\n {2}npx irqline replay (.*)\n/.exec(stdout) ?? [];
    const [trace = '', adapter = ''] = again.split(" --adapter '");
    const command = adapter.slice(0, -1).replaceAll(`'\\''`, `'`);
    assert.equal(command, fakeAdapter('reset-keeps-status'));
    const replayed = await runIrqline(['replay', trace, '--adapter', command], { directory });
    assert.deepEqual([replayed.exitCode, /✗ reset-clears/.test(replayed.stdout)], [1, true]);
    const sound = await runIrqline(['replay', trace, '--adapter', fakeAdapter('impl')], { directory });
    assert.deepEqual(
      [sound.exitCode, sound.stdout],
      [0, '✓ impl passes: 6 steps, every property of the device layer\n'],
    );
  });

  void it('that the adapter did not live through ends with 3, after what was found', async () => {
    const { exitCode, stdout, stderr } = await check('impl', { at: 3000, do: 'die' });
    assert.equal(exitCode, 3);
    assert.match(stdout, /^\? device: impl inconclusive \([1-9]\d* runs, .*, stopped early\)\n/);
    // Of what no run met nothing is said: it might have been met had it gone on.
    assert.doesNotMatch(stdout, /was met|met by no run|not tested|not put to the test|no run met/);
    assert.match(
      stderr,
      /^irqline: .* \[ADAPTER_DIED\]\n {2}in run \d+ .*, after {.*} the adapter ended with 7, and its last words were "the last words"\n {2}→ /m,
    );
    // What it says to type does it again, without irqline.
    const [, again = ''] = /→ Give it all that it was sent since its start: (.*)\n/.exec(stderr) ?? [];
    assert.match(again, /\) < \.irqline\/impl-died\.jsonl$/);
    const { status, stderr: words } = spawnSync(again, { shell: true, cwd: directory, encoding: 'utf8' });
    assert.deepEqual([status, words], [7, 'the last words\n']);
  });

  void it('is one JSON object, whatever became of it', async () => {
    const { exitCode, stdout } = await check('impl', { at: 2000, do: 'babble' }, '--json');
    const { results } = JSON.parse(stdout) as { results: Record<string, unknown>[] };
    const [{ ended, adapter, verdict } = {}] = results;
    assert.deepEqual([exitCode, verdict, (ended as { code: string }).code], [3, 'inconclusive', 'ADAPTER_MALFORMED']);
    assert.deepEqual(Object.keys(adapter as object), ['command', 'config', 'lacks', 'hides', 'driver']);
  });

  void it('of one that cannot be started, or says nothing, ends with 3 and one line', async () => {
    for (const [command, code] of [
      ['no-such-program', 'ADAPTER_NOT_STARTED'],
      ['cat >/dev/null', 'ADAPTER_SILENT'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runIrqline(['check', '--adapter', command, '--patience', '1s']);
      assert.deepEqual([exitCode, stdout], [3, '']);
      assert.match(stderr, new RegExp(`^irqline: .* \\[${code}\\]\\n(?: {2}.*\\n)+$`));
    }
  });

  void it('that is interrupted while it hangs ends with 130, and leaves no process', async () => {
    const file = join(directory, 'hangs');
    const args = ['check', '--adapter', fakeAdapter('impl', { at: 1, do: 'hang', makes: file }), '--seed', '1'];
    const { exitCode, stdout } = await runIrqline([...args, '--json'], {
      directory,
      interruptWhen: () => existsSync(file),
    });
    const { results } = JSON.parse(stdout) as { results: { interrupted: boolean }[] };
    assert.deepEqual([exitCode, results.map(({ interrupted }) => interrupted)], [130, [true]]);
    assert.deepEqual(running(), []);
  });

  void it('that is interrupted before the adapter has said hello ends with 130, too', async () => {
    const file = join(directory, 'says-nothing');
    const { exitCode, stdout } = await runIrqline(['check', '--adapter', `touch ${file}; cat >/dev/null`], {
      interruptWhen: () => existsSync(file),
    });
    assert.deepEqual([exitCode, stdout], [130, '']);
    // It was killed as we left, without a wait for that to have come about.
    for (let waitedMs = 0; running(file).length > 0 && waitedMs < 5000; waitedMs += 50) await setTimeout(50);
    assert.deepEqual(running(file), []);
  });

  void it('goes with no other choice of what to check', async () => {
    for (const option of [
      ['--subject', 'impl'],
      ['--layer', 'gic'],
      ['--mutant', 'read-clears'],
    ]) {
      const { exitCode, stderr } = await runIrqline(['check', '--adapter', 'true', ...option]);
      assert.deepEqual([exitCode, /cannot be used with option/.test(stderr)], [2, true]);
    }
  });
});

void describe('replay --adapter', () => {
  const layers = {
    device: 'reset-leaves-a-bit-behind',
    gic: 'level-while-disabled-goes-unseen',
    saved: 'restored-device-stays-silent',
  };
  const trace = (layer: keyof typeof layers): string =>
    fileURLToPath(new URL(`../../properties/trace/examples/${layers[layer]}.json`, import.meta.url));

  void it('refuses a trace of another layer, of another configuration, and of what the adapter cannot do', async () => {
    for (const [file, fault, words] of [
      [trace('gic'), {}, /impl is of the device layer and the trace of the gic layer/],
      [trace('device'), { hello: { config: { deviceId: 99 } } }, /impl: its configuration has {"deviceId":99}/],
      [trace('saved'), { hello: { actions: ['read', 'write', 'usedBuffers'] } }, /impl has no action "/],
    ] as const) {
      const { exitCode, stdout, stderr } = await runIrqline(['replay', file, '--adapter', fakeAdapter('impl', fault)]);
      assert.deepEqual([exitCode, stdout], [2, ''], stderr);
      assert.match(stderr, words);
    }
    assert.deepEqual(running(), []);
  });
});

void describe('the example in Python', needs(findProgram('python3') !== undefined, 'no python3 here'), () => {
  const example = fileURLToPath(new URL('../../docs/adapters/device.py', import.meta.url));
  const page = readFileSync(new URL('../../docs/adapters.md', import.meta.url), 'utf8');
  const run = async (file: string, ...more: readonly string[]): Promise<Ran> =>
    runIrqline(['check', '--adapter', `python3 ${file}`, '--seed', '1', '--runs', '1000', ...more], {
      directory,
      environment: { NO_COLOR: '1' },
    });

  void it('passes, as the page shows it', async () => {
    const [shown] = parseTranscript(page.replace(/^# /, '## ')).flatMap(({ cases }) => cases);
    assert.equal(shown?.command, `npx irqline check --adapter 'python3 docs/adapters/device.py' --seed 1 --runs 1000`);
    const { exitCode, stdout } = await run(example);
    assert.deepEqual([exitCode, matches(shown.stdout, stdout)], [0, true], stdout);
  });

  void it('that takes any Status fails by the comparison alone, and is right by what VIRTIO lets a driver do', async () => {
    const file = join(directory, 'any-status.py');
    writeFileSync(
      file,
      readFileSync(example, 'utf8').replace('return  # bits come in order', 'pass  # bits come in order'),
    );
    const any = await run(file);
    assert.equal(any.exitCode, 1);
    assert.match(any.stdout, /\n {2}no clause is broken, .* --driver conforming stays clear of most of it\n/);
    assert.match(any.stdout, /\n✗ agrees-with-the-model: /);
    const conforming = await run(file, '--driver', 'conforming');
    assert.equal(conforming.exitCode, 0, conforming.stdout);
    const QUEUES = '        self.ready = [False] * len(self.made["queueSizeMax"])\n';
    const text = readFileSync(file, 'utf8').replace(QUEUES, '').replace('        self.reset()\n', `${QUEUES}$&`);
    writeFileSync(file, text);
    for (const driver of ['any', 'conforming']) {
      const { exitCode, stdout } = await run(file, '--driver', driver);
      assert.deepEqual(
        [exitCode, /\n✗ reset-clears: a queue is ready after the reset\n/.test(stdout)],
        [1, true],
        stdout,
      );
    }
  });

  for (const [what, right, wrong, property, steps] of [
    ['a reset that keeps InterruptStatus', 'return self.reset()', KEEPS, 'reset-clears', 6],
    ['a read that clears', '0x060: self.interrupt_status,', '0x060: self.take(),', 'bit-stays-until-acknowledged', 6],
    [
      'an event that assigns',
      'self.interrupt_status |= bit',
      'self.interrupt_status = bit',
      'bit-stays-until-acknowledged',
      8,
    ],
  ] as const) {
    void it(`fails with ${what}, in ${steps} steps`, async () => {
      const file = join(directory, 'faulty.py');
      const text = readFileSync(example, 'utf8');
      assert.equal(text.split(right).length, 2, `the example has ${right} once`);
      writeFileSync(file, text.replace(right, wrong).replace('def interrupt(', `${TAKE}def interrupt(`));
      const { exitCode, stdout } = await run(file);
      assert.equal(exitCode, 1, stdout);
      assert.match(stdout, new RegExp(`\\n✗ ${property}: `));
      assert.match(stdout, new RegExp(`\\n {2}${steps} {2}.*← here\\n`));
      if (property === 'reset-clears')
        assert.ok(stdout.includes(/^```text\n(✗.*?)```$/ms.exec(page)?.[1] ?? 'nothing'));
    });
  }
});
