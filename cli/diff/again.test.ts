import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { quirks, rungs, type Difference } from '../../kvm-backend/index.js';
import { runOf } from '../../kvm-backend/diff/documented.js';
import { againLines, seeAgain, type Again, type Asked } from './again.js';
import { diffWith, hostOf, own } from './faults.test.support.js';
import type { Found } from './session.js';
import { only, runOfTrace } from './trace.js';

const folder = mkdtempSync(join(tmpdir(), 'irqline-again-'));
after(() => rmSync(folder, { recursive: true }));
const asked: Asked = {
  seed: 7,
  isReplay: false,
  against: ['soft-gic'],
  where: ['--kernel bookworm'],
  traces: join(folder, 'traces'),
};
const none: Found = {
  contract: [],
  known: [],
  delivery: [],
  scenarios: [],
  results: [],
  isWhole: true,
  restarts: 0,
};

const quirk = quirks.find(({ id }) => id === 'K15-disabled-and-acknowledged') ?? assert.fail();
const run = runOf(quirk);
/** KVM could not go on at its third action. */
const difference: Difference = {
  run,
  step: 2,
  action: run.actions[2] ?? assert.fail(),
  expected: { observation: { kind: 'done' }, view: { interrupts: [], cpuInterfaces: [] } as never },
  actual: undefined,
  crash: 'EIO',
};
const result = {
  subject: 'soft-gic',
  rung: 2,
  verdict: 'fail',
  runs: 1,
  actions: 1,
  elapsedMs: 1,
  seed: 7,
  interrupted: false,
  injected: [],
  explained: {},
  failure: { ...difference, seed: 8 },
} as const;
const KVM = 'npx irqline diff --kernel bookworm';

describe('how to see again what is wrong', () => {
  const commandsOf = (again: readonly Again[]): readonly (readonly string[])[] => again.map(({ commands }) => commands);

  test('nothing of what is as it should be', () => {
    const right: Found = {
      ...none,
      contract: [{ id: 'create', expected: 'ok', actual: 'ok' }],
      known: [{ id: 'K1-edge-call', kind: 'shows', isListed: true }],
      delivery: [{ names: ['qemu/linux/saved-1'], kind: 'saved', steps: 1 }],
      scenarios: [{ id: 'x', kind: 'known', quirk: 'K1-edge-call', broken: 'taken' }],
    };
    assert.deepEqual(seeAgain(right, asked), []);
  });

  test('a call by its name, and a design by one of its names and the seed of its schedules', () => {
    const again = seeAgain(
      {
        ...none,
        contract: [{ id: 'create', expected: 'ok', actual: 'EBUSY' }],
        known: [{ id: 'K1-edge-call', kind: 'gone', isListed: true }],
        delivery: [{ names: ['qemu/linux/saved-1', 'x'], kind: 'saved', steps: 1, wrong: 'an event was lost' }],
      },
      asked,
    );
    assert.deepEqual(commandsOf(again), [
      [`${KVM} --only create`],
      [`${KVM} --only K1-edge-call`],
      [`${KVM} --only qemu/linux/saved-1 --seed 7`],
    ]);
  });

  test('what has a run by a trace, too, of all up to the difference, which its rung can make', () => {
    const scenario = { id: 'mask/edge/line', kind: 'differs', difference } as const;
    const again = seeAgain(
      { ...none, known: [{ id: quirk.id, kind: 'otherwise', isListed: false, difference }], scenarios: [scenario] },
      asked,
    );
    const paths = [`kvm-${quirk.id}`, 'kvm-mask-edge-line'].map((name) => join(asked.traces, `${name}.json`));
    assert.deepEqual(commandsOf(again), [
      [`${KVM} --only ${quirk.id}`, `${KVM} --rung 3 --replay ${paths[0]}`],
      [`${KVM} --only mask/edge/line`, `${KVM} --rung 2 --replay ${paths[1]}`],
    ]);
    for (const path of paths) {
      const { config, actions } = runOfTrace(path);
      assert.deepEqual([config, actions], [run.config, run.actions.slice(0, 3)]);
      assert.equal(only({ config, actions }, rungs.slice(2, 3)).length, 1);
    }
  });

  test('a trace tells how the lines are driven', () => {
    const injection = { pulses: 'irqfd', levels: 'irqfd' } as const;
    const byIrqfd = { ...difference, run: { ...run, injection } };
    const scenarios = [{ id: 'mask/edge/irqfd', kind: 'differs', difference: byIrqfd }] as const;
    const [again] = seeAgain({ ...none, scenarios }, asked);
    assert.ok(again?.trace !== undefined && 'path' in again.trace);
    assert.deepEqual(runOfTrace(again.trace.path).injection, injection);
  });

  test('a generated run by its seed and its trace, a replayed one by that alone', () => {
    const replay = `npx irqline diff --against soft-gic --rung 2 --replay ${join(asked.traces, 'soft-gic-rung-2.json')}`;
    const found = { ...none, results: [result] };
    assert.deepEqual(commandsOf(seeAgain(found, asked)), [
      ['npx irqline diff --against soft-gic --rung 2 --seed 8 --runs 10', replay],
    ]);
    assert.deepEqual(commandsOf(seeAgain(found, { ...asked, isReplay: true })), [[replay]]);
    // What is generated depends on all that is compared.
    assert.deepEqual(commandsOf(seeAgain(found, { ...asked, against: ['kvm', 'soft-gic'] })), [
      [`${KVM} --against kvm,soft-gic --rung 2 --seed 8 --runs 10`, replay],
    ]);
  });

  test('a trace that cannot be kept hides nothing, and a path with a blank is quoted', () => {
    writeFileSync(join(folder, 'file'), '');
    const found = { ...none, results: [result] };
    const lines = againLines(seeAgain(found, { ...asked, traces: join(folder, 'file', 'traces') }), 'soft-gic-rung-2');
    assert.match(lines[0] ?? '', /The trace was not kept: .*\[FILE_NOT_WRITABLE\]/);
    assert.deepEqual(lines.slice(1), ['npx irqline diff --against soft-gic --rung 2 --seed 8 --runs 10']);
    const [blank] = seeAgain(found, { ...asked, traces: join(folder, 'a b') });
    assert.match(blank?.commands[1] ?? '', /--replay '[^']*a b\/soft-gic-rung-2\.json'$/);
    assert.deepEqual(readdirSync(join(folder, 'a b')), ['soft-gic-rung-2.json']);
  });
});

describe('what is printed leads there', { concurrency: 2 }, () => {
  test('a call that is answered otherwise names the command, and the command has KVM answer that call alone', async () => {
    const { stdout } = await diffWith(hostOf('contract', 24, 'lie'), own);
    const [, id = ''] =
      /: documented \S+, KVM a lie\n {4}npx irqline diff --kernel Image --host emulated --node node --root root --only (\S+)\n/.exec(
        stdout,
      ) ?? assert.fail(stdout);
    const again = await diffWith(hostOf('contract', 99, 'go'), [...own, '--json', '--only', id]);
    const told = JSON.parse(again.stdout) as Found & { readonly again: readonly Again[] };
    assert.deepEqual(
      told.contract.map((one) => one.id),
      [id],
    );
    assert.deepEqual([told.known, told.delivery, told.scenarios, told.results, told.again], [[], [], [], [], []]);
    assert.equal(again.exitCode, 0, again.stderr);
  });

  test('a quirk that is otherwise does, as text and as JSON, with its trace', async () => {
    const args = [...own, '--only', 'K1-*'];
    const text = await diffWith(hostOf('runAgent', 1, 'lie'), args);
    assert.match(
      text.stdout,
      /^ {4}npx irqline diff .* --only K1-edge-call\n {4}npx .* --rung 2 --replay .irqline\/kvm-K1-edge-call\.json$/m,
    );
    const json = await diffWith(hostOf('runAgent', 1, 'lie'), [...args, '--json']);
    const { again } = JSON.parse(json.stdout) as { readonly again: readonly Again[] };
    assert.deepEqual(
      again.map(({ of, trace }) => [of, trace]),
      [['K1-edge-call', { path: '.irqline/kvm-K1-edge-call.json' }]],
    );
  });
});
