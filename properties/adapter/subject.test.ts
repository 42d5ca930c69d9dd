import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Language } from '../../model/index.js';
import { shownRun } from '../shown.js';
import { decodeTrace, encodeTrace, traceOfFailure } from '../trace/trace.js';
import { replay } from '../trace/replay.js';
import { check, type CheckOptions, type CheckResult } from '../engine/check.js';
import { AdapterDied } from './died.js';
import { fakeAdapter, running, type FakeFault } from './fake-fault.test.support.js';
import { kitFor } from './kit.js';
import { AdapterSubject } from './subject.js';

async function checked(
  subject: string,
  fault: FakeFault = {},
  options: Partial<CheckOptions> = {},
  patienceMs = 20_000,
): Promise<CheckResult<Language>> {
  const adapter = await AdapterSubject.open({ command: fakeAdapter(subject, fault), patienceMs });
  return check(kitFor(adapter.hello), () => adapter, { seed: 1, runs: 200, ...options });
}

const directory = mkdtempSync(join(tmpdir(), 'irqline-adapter-'));
after(() => rmSync(directory, { recursive: true }));

const WHERE_IT_DIED =
  /^in run \d+ since its start, after {"kind":"apply".*} the adapter ended with 7, and its last words were "the last words"/;

void describe('an adapter', { concurrency: 1 }, () => {
  void it('of an implementation without fault passes, of either layer, and leaves nothing running', async () => {
    for (const [subject, layer, runs] of [
      ['impl', 'device', 300],
      ['soft-gic', 'gic', 40],
    ] as const) {
      const hello = layer === 'gic' ? {} : { config: { features: [0x3000_6e54, 1] } };
      const result = await checked(subject, { hello }, { runs });
      assert.deepEqual([result.verdict, result.layer, result.subject, result.runs], ['pass', layer, subject, runs]);
      assert.ok(result.actions > 20 * runs);
    }
    assert.deepEqual(running(), []);
  });

  void it('of a faulty one fails by the clause, in as few steps as the fault needs', async () => {
    const { verdict, failure } = await checked('reset-keeps-status', {}, { runs: 1000 });
    assert.deepEqual([verdict, failure?.property.id, failure?.run.actions.length], ['fail', 'reset-clears', 6]);
    assert.ok(failure?.repeat === 'again');
  });

  void it('of a GIC need not show what its CPU interfaces keep to themselves, and is judged by the rest', async () => {
    const hello = { hides: ['ICC_AP1R0_EL1', 'ICC_RPR_EL1', 'ICC_HPPIR1_EL1', 'signalled'] };
    const { verdict, actions } = await checked('soft-gic', { hello }, { runs: 20 });
    assert.ok(verdict === 'pass' && actions > 500);
    const { failure } = await checked('mask-ignored', { hello }, { runs: 100 });
    assert.equal(failure?.property.id, 'acknowledge-takes-the-highest');
    const [shown] = shownRun(failure.run).actual;
    assert.ok(shown !== undefined && 'cpuInterfaces' in shown.view);
    const [cpu = {}] = shown.view.cpuInterfaces as readonly object[];
    assert.deepEqual(Object.keys(cpu), ['ICC_PMR_EL1', 'ICC_BPR1_EL1', 'ICC_IGRPEN1_EL1', 'EOImode']);
  });

  void it('says by a crash that it cannot go on, and is asked again', async () => {
    const { failure } = await checked('ack-zero-throws', {}, { runs: 1000 });
    assert.equal(failure?.property.id, 'nothing-crashes');
    assert.match(failure.run.crash ?? '', /InterruptACK of 0/);
    assert.equal(failure.run.actual.length, failure.run.actions.length - 1);
  });

  void it('that dies of an action, every time, has found what the implementation dies of', async () => {
    const ackOfZero = '"offset":100,"width":4,"value":0}';
    const { verdict, failure, ended } = await checked('impl', { on: ackOfZero, do: 'die' });
    assert.deepEqual([verdict, ended, failure?.property.id], ['fail', undefined, 'nothing-crashes']);
    assert.deepEqual(failure?.run.actions, [{ kind: 'write', offset: 100, width: 4, value: 0 }]);
    assert.match(failure.run.crash ?? '', /the adapter ended with 7, and its last words were "the last words"/);
  });

  void it('that dies, and not of what it was asked, ends the check with its last words and what was found', async () => {
    const { verdict, failure, ended, runs } = await checked('impl', { at: 3000, do: 'die' });
    assert.deepEqual([verdict, failure, ended?.code], ['inconclusive', undefined, 'ADAPTER_DIED']);
    assert.match(ended?.message ?? '', WHERE_IT_DIED);
    assert.ok(runs > 30 && runs < 200, `${runs} runs`);
    assert.ok(ended instanceof AdapterDied && ended.sent !== undefined);
    const requests = ended.sent
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    const kinds = new Set(requests);
    const [count, resets] = ['apply', 'reset'].map((kind) => requests.filter((other) => other === kind).length);
    assert.deepEqual([requests[0], [...kinds], resets], ['hello', ['hello', 'reset', 'apply'], runs + 1]);
    assert.ok(count !== undefined && count >= 3000 && ended.message.startsWith(`in run ${runs + 1} since its start`));
  });

  void it('that hangs is ended, with the action at which it does', async () => {
    const { ended, runs } = await checked('impl', { at: 3000, do: 'hang' }, {}, 1500);
    assert.equal(ended?.code, 'ADAPTER_SILENT');
    assert.match(ended.detail, /^no answer to {"kind":"apply","action":{.*} in 1500 ms$/);
    assert.ok(runs > 30);
    assert.deepEqual(running(), []);
  });

  for (const [what, fault, words] of [
    [
      'that prints on standard output',
      { at: 50, do: 'babble' },
      /^it is not JSON\nasked: {4}{"kind":.*}\nanswered: debug: 1$/,
    ],
    [
      'that leaves out what it should show',
      { at: 50, do: 'echo' },
      /^observation\.value is missing: expected an integer from 0 to 4294967295 or null\nasked: {4}{.*}\nanswered: {.*}$/,
    ],
    [
      'that leaves out what it need not show',
      { lacks: ['line'] },
      /^view\.line is missing: expected one of 0, 1, or "line" in the hello's `hides`\n/,
    ],
    ['that speaks unasked', { at: 50, do: 'speak-twice' }, /^observation.*\nanswered: {}$|without being asked/s],
  ] as const) {
    void it(`${what} is told so`, async () => {
      const { ended } = await checked('impl', fault);
      assert.equal(ended?.code, 'ADAPTER_MALFORMED');
      assert.match(ended.detail, words);
    });
  }

  void it('is not compared in what it hides, and only in that', async () => {
    const hello = { actions: ['read', 'write', 'usedBuffers', 'configChange'], config: { features: [0, 1] } };
    const hiding = { hello: { ...hello, hides: ['signals', 'line'] } };
    assert.equal((await checked('pulse-on-rise-only', { hello }, { runs: 500 })).verdict, 'fail');
    assert.equal((await checked('pulse-on-rise-only', hiding, { runs: 500 })).verdict, 'pass');
    assert.equal((await checked('status-assigned', hiding, { runs: 500 })).verdict, 'fail');
  });

  void it('has nothing told of it that it hides, in the failure and in the trace of it', async () => {
    const hides = ['signals', 'line', 'ConfigGeneration'];
    for (const mutant of ['reset-keeps-status', 'ack-by-logical-not']) {
      const { failure } = await checked(mutant, { hello: { hides } }, { runs: 500 });
      assert.ok(failure !== undefined);
      const trace = traceOfFailure('device', mutant, failure);
      const shown = [failure.run.actual, failure.violation, trace.steps.map(({ actual }) => actual)];
      assert.doesNotMatch(JSON.stringify(shown), /"signals"|"line"|"ConfigGeneration"/);
      assert.match(JSON.stringify(shown), /"notified".*"InterruptStatus"/);
      assert.deepEqual(
        [failure.run.hidden, decodeTrace(encodeTrace(trace))],
        [hides, JSON.parse(JSON.stringify(trace))],
      );
      const again = await AdapterSubject.open({ command: fakeAdapter(mutant, { hello: { hides } }) });
      const { broken, run } = await replay(decodeTrace(encodeTrace(trace)), again);
      assert.equal(broken?.property.id, failure.property.id);
      assert.deepEqual([run.actual, broken.violation], [failure.run.actual, failure.violation]);
    }
  });

  void it('is not heard in what it says it hides', async () => {
    const adapter = await AdapterSubject.open({
      command: fakeAdapter('impl', { hello: { hides: ['line'] }, tellsAll: true }),
    });
    const [config] = fc.sample(kitFor(adapter.hello).config, { seed: 1, numRuns: 1 });
    const { outcomes } = await adapter.run(config, [{ kind: 'fatalError' }]);
    await adapter.close();
    assert.deepEqual(Object.keys(outcomes[0]?.view ?? {}), ['Status', 'InterruptStatus', 'ConfigGeneration']);
  });

  void it('is interrupted while it hangs', async () => {
    const controller = new AbortController();
    const file = join(directory, 'hangs');
    const checking = checked('impl', { at: 1, do: 'hang', makes: file }, { signal: controller.signal });
    while (!existsSync(file)) await setTimeout(20);
    controller.abort();
    const { interrupted, ended, runs } = await checking;
    assert.deepEqual([interrupted, ended, runs], [true, undefined, 0]);
    assert.deepEqual(running(), []);
  });
});

void describe('an adapter that cannot take part', { concurrency: 1 }, () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    ['is not there', './no-such-program --x', 'ADAPTER_NOT_STARTED', /no-such-program: not found/],
    ['may not be run', '/etc/passwd', 'ADAPTER_NOT_STARTED', /[Pp]ermission denied/],
    ['ends at once', 'echo the reason >&2; exit 3', 'ADAPTER_DIED_AT_HELLO', /ended with 3, .* "the reason"/],
    ['says nothing', 'cat >/dev/null', 'ADAPTER_SILENT', /no answer to {"kind":"hello","protocol":1} in 1000 ms/],
    [
      'says what is not JSON',
      'echo hello; cat >/dev/null',
      'ADAPTER_MALFORMED',
      /^it is not JSON\n.*\nanswered: hello: /,
    ],
    ['says that it cannot', `echo '{"crash":"no licence"}'; cat >/dev/null`, 'ADAPTER_UNABLE', /^no licence: /],
    ['says what is no object', 'echo 5; cat >/dev/null', 'ADAPTER_MALFORMED', /\nanswered: 5: /],
  ];
  for (const [what, command, code, words] of cases) {
    void it(what, async () => {
      await assert.rejects(AdapterSubject.open({ command, patienceMs: 1000 }), (error: Error & { code: string }) => {
        assert.deepEqual([error.code, words.test(error.message)], [code, true], error.message);
        return true;
      });
    });
  }
});
