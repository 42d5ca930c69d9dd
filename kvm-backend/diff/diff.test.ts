import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, gicModel, predict, type GicAction, type GicBehaviour } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/arbitraries.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { greeting } from '../remote/server.js';
import { FakeLink } from '../testing/fake-link.js';
import { diff } from './diff.js';
import { explain } from './divergences.js';
import type { Seen } from './seen.js';
import { rungs, type Rung } from './rung.js';

const [stopped, agent] = rungs;
assert.ok(stopped !== undefined && agent !== undefined);

type Spoil = (seen: Seen, index: number, run: RunRequest) => Seen;

/** A host whose KVM is the model, with this behaviour; its answers are spoilt, or end after so many actions. */
async function host(behaviour: GicBehaviour, spoil: Spoil = (seen) => seen, most = Infinity): Promise<KvmClient> {
  const play = (rung: Rung) => (body: unknown) =>
    (body as readonly RunRequest[]).map((run): RunReply<Seen> => {
      const outcomes = predict(gicModel, { ...run.config, behaviour }, run.actions);
      return {
        crash: 'KVM_IRQ_LINE failed',
        outcomes: outcomes
          .slice(0, most)
          .map(({ observation, view }, index) => spoil({ observation, view: rung.project(view) }, index, run)),
      };
    });
  const link = new FakeLink(Object.fromEntries(rungs.map((rung) => [rung.operation, play(rung)])));
  const connecting = KvmClient.connect(link);
  link.say(JSON.stringify(greeting(PROTOCOL)));
  return connecting;
}

for (const rung of rungs) {
  void test(`rung ${rung.number}: a KVM that does what the model says passes, and every action counts`, async () => {
    const client = await host(kvmInNewVm);
    const result = await diff(client, rung, { seed: 1, runs: 12 });
    assert.equal(result.verdict, 'pass');
    assert.equal(result.runs, 12);
    assert.ok(result.actions > 12 * 8);
    assert.deepEqual(result.explained, {});
    await client.close();
  });
}

void test('a KVM that tracks the line while the trigger is edge is found, by a run with nothing to spare', async () => {
  const client = await host({ ...kvmInNewVm, lineWhileEdge: architectureGic.lineWhileEdge });
  const { verdict, failure } = await diff(client, stopped, { seed: 1, runs: 100 });
  assert.equal(verdict, 'fail');
  assert.ok(failure !== undefined && failure.run.actions.length <= 3);
  assert.deepEqual(new Set(failure.run.actions.map(({ kind }) => kind)).has('writeTrigger'), true);
  await client.close();
});

void test('a KVM that cannot go on is a difference that says why', async () => {
  const client = await host(kvmInNewVm, undefined, 2);
  const { failure } = await diff(client, stopped, { seed: 1, runs: 10 });
  assert.equal(failure?.run.actions.length, 3);
  assert.deepEqual([failure.step, failure.actual, failure.crash], [2, undefined, 'KVM_IRQ_LINE failed']);
  await client.close();
});

void test('nothing run is inconclusive; a stop keeps what was compared', async () => {
  const client = await host(kvmInNewVm);
  assert.equal((await diff(client, stopped, { seed: 1, runs: 0 })).verdict, 'inconclusive');
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  const result = await diff(client, stopped, { seed: 1, runs: 100, signal: stop.signal, onProgress });
  assert.deepEqual([result.verdict, result.runs, result.interrupted], ['pass', 10, true]);
  await client.close();
});

void test('the raw CPU interface of a stopped vGIC is excused, and counted', async () => {
  const client = await host(kvmInNewVm, (seen) => ({
    ...seen,
    view: {
      ...seen.view,
      cpuInterfaces: seen.view.cpuInterfaces.map((raw) => ({
        ...raw,
        ICC_BPR1_EL1: raw.ICC_BPR1_EL1 === 3 ? 0 : raw.ICC_BPR1_EL1,
      })),
    },
  }));
  const result = await diff(client, stopped, { seed: 1, runs: 10 });
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(result.explained, { 'cpu-interface-raw': 10 });
  await client.close();
});

void test('a divergence excuses exactly its case: another value of the same register is a difference', () => {
  const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
  const action = { kind: 'mmioRead', frame: 'distributor', pe: 0, offset: 4, width: 4 } as const;
  const view = gicModel.view(gicModel.init(config));
  const seen = (value: number): Seen => ({ observation: { kind: 'value', value }, view });
  const idsOf = (value: number, offset = 4) =>
    explain(seen(value), { config, history: [], action: { ...action, offset }, expected: seen(0x0248_0001) })?.map(
      ({ id }) => id,
    );
  assert.deepEqual(idsOf(0x0248_0001), []);
  assert.deepEqual(idsOf(0x0048_0001), ['typer-promises-1-of-n']);
  assert.deepEqual(idsOf(0x0048_0002), undefined);
  assert.deepEqual(idsOf(0x0048_0001, 8), undefined);
});

void test('a tie may be broken otherwise, but only between interrupts that could both be delivered', () => {
  const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
  const target = (intId: number) => ({ pe: 0, intId });
  const [first, second, lower] = [40, 41, 42].map(target);
  assert.ok(first && second && lower);
  const outcomes = predict(gicModel, config, [
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    { kind: 'writeGroupEnable', pe: 0, enabled: true },
    { kind: 'writePriority', ...lower, priority: 0x80 },
    ...[first, second, lower].map((to) => ({ kind: 'writeEnabled', ...to, enabled: true }) as const),
    ...[first, second, lower].map((to) => ({ kind: 'pulse', ...to }) as const),
  ]);
  const expected = outcomes.at(-1);
  assert.ok(expected);
  const shows = (intId: number): Seen => ({
    ...expected,
    view: {
      ...expected.view,
      cpuInterfaces: expected.view.cpuInterfaces.map((cpu) => ({ ...cpu, ICC_HPPIR1_EL1: intId })),
    },
  });
  const at = { config, history: [], action: { kind: 'reset' }, expected } as const;
  assert.deepEqual(explain(shows(40), at), []);
  assert.deepEqual(
    explain(shows(41), at)?.map(({ id }) => id),
    ['tie-broken-otherwise'],
  );
  assert.equal(explain(shows(42), at), undefined);
  assert.equal(explain(shows(43), at), undefined);
});

void test('a deactivation from another vCPU may fail, one from the vCPU that has the interrupt may not', () => {
  const config = { peCount: 2, spiCount: 32, behaviour: kvmInNewVm };
  const spi = { pe: 0, intId: 40 };
  const history: readonly GicAction[] = [
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    { kind: 'writeGroupEnable', pe: 0, enabled: true },
    { kind: 'writePriorityMask', pe: 0, value: 0xf8 },
    { kind: 'writeEnabled', ...spi, enabled: true },
    { kind: 'writeEoiMode', pe: 0, split: true },
    { kind: 'writeEoiMode', pe: 1, split: true },
    { kind: 'pulse', ...spi },
    { kind: 'acknowledge', pe: 0 },
    { kind: 'endOfInterrupt', pe: 0, intId: 40 },
  ];
  const idsFor = (pe: number) => {
    const action: GicAction = { kind: 'deactivate', pe, intId: 40 };
    const [stuck, expected] = predict(gicModel, config, [...history, action]).slice(-2);
    assert.ok(stuck !== undefined && expected !== undefined);
    return explain(stuck, { config, history, action, expected })?.map(({ id }) => id);
  };
  assert.deepEqual(idsFor(1), ['deactivate-from-another-vcpu']);
  assert.equal(idsFor(0), undefined);
});
