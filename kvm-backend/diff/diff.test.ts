import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoftGic } from '../../impl/index.js';
import { Interrupts } from '../../impl/soft-gic/interrupts.js';
import {
  architectureGic,
  gicModel,
  predict,
  type GicAction,
  type GicBehaviour,
  type GicView,
} from '../../model/index.js';
import { softGic } from '../../properties/gic/soft-gic-subject.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { IrqlineError } from '../../spec/errors.js';
import type { FreeReply, RunReply, RunRequest } from '../guest/run.js';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { greeting } from '../remote/server.js';
import { stoppedViewOf } from '../subject/stopped-view.js';
import { FakeLink } from '../testing/fake-link.js';
import { compareFreely } from './compare-free.js';
import { comparisonsOf, diff, type DiffOptions, type DiffResult } from './diff.js';
import { explain } from './divergences.js';
import { asOn } from './kernel.js';
import { countListRegisters } from './list-registers.js';
import { rawRegisters } from './raw-registers.js';
import type { Seen } from './seen.js';
import type { Rung } from './rung.js';
import { rungs } from './rungs.js';
import { kvmSubject, softGicSubject, type DiffSubject } from './subject.js';

const [stopped, agent, free, full] = rungs;
assert.ok(stopped !== undefined && agent !== undefined && free !== undefined && full !== undefined);
const CRASH = 'KVM_IRQ_LINE failed';

type Spoil = (seen: Seen, index: number, run: RunRequest) => Seen;

/** A host whose KVM is the model, with this behaviour; its answers are spoilt, or end after so many actions. */
async function host(
  behaviour: GicBehaviour,
  spoil: Spoil = (seen) => seen,
  most = Infinity,
  kernel = '6.12.57',
): Promise<KvmClient> {
  const seenIn = (run: RunRequest, project: (view: GicView) => Seen['view']): readonly Seen[] =>
    predict(gicModel, { ...run.config, behaviour }, run.actions).map(({ observation, view }, index) =>
      spoil({ observation, view: project(view) }, index, run),
    );
  const playing =
    <Reply>(play: (run: RunRequest) => Reply) =>
    (body: unknown): readonly Reply[] =>
      (body as readonly RunRequest[]).map(play);
  const stepwise = (project: (view: GicView) => Seen['view']) =>
    playing((run): RunReply<Seen> => ({ crash: CRASH, outcomes: seenIn(run, project).slice(0, most) }));
  const link = new FakeLink({
    runStopped: stepwise(stoppedViewOf),
    runAgent: stepwise((view) => view),
    runFree: playing((run): FreeReply => {
      const left = Array.from({ length: run.config.peCount }, (_, pe) => ({ kind: 'leaveGuest' as const, pe }));
      const all = seenIn({ ...run, actions: [...run.actions, ...left] }, (view) => view);
      const observations = all.slice(0, run.actions.length).map(({ observation }) => observation);
      return most < all.length ? { crash: CRASH } : { outcome: { observations, view: all.at(-1)?.view as GicView } };
    }),
  });
  const connecting = KvmClient.connect(link);
  link.say(JSON.stringify({ ...greeting(PROTOCOL), kernel }));
  return connecting;
}

/** What came of KVM alone. */
async function diffKvm(client: KvmClient, rung: Rung, options: DiffOptions): Promise<DiffResult> {
  const [result] = await diff([kvmSubject(client)], rung, options);
  return result ?? assert.fail();
}

for (const rung of rungs) {
  void test(`rung ${rung.number}: a KVM that does what the model says passes, and every action counts`, async () => {
    const client = await host(kvmInNewVm);
    const result = await diffKvm(client, rung, { seed: 1, runs: 12 });
    assert.equal(result.verdict, 'pass');
    assert.equal(result.runs, 12);
    assert.ok(result.actions > 12 * 8);
    assert.deepEqual(result.explained, {});
    await client.close();
  });
}

void test('a KVM that tracks the line while the trigger is edge is found, by a run with nothing to spare', async () => {
  const client = await host({ ...kvmInNewVm, lineWhileEdge: architectureGic.lineWhileEdge });
  const { verdict, failure } = await diffKvm(client, stopped, { seed: 1, runs: 100 });
  assert.equal(verdict, 'fail');
  assert.ok(failure !== undefined && failure.run.actions.length <= 3);
  assert.deepEqual(new Set(failure.run.actions.map(({ kind }) => kind)).has('writeTrigger'), true);
  await client.close();
});

void test('several subjects make the same runs, and one that differs does not end the others', async () => {
  const client = await host({ ...kvmInNewVm, lineWhileEdge: architectureGic.lineWhileEdge });
  const results = await diff([kvmSubject(client), softGicSubject()], stopped, { seed: 1, runs: 100 });
  assert.deepEqual(
    results.map(({ subject, verdict, runs }) => [subject, verdict, runs === 100]),
    [
      ['kvm', 'fail', false],
      ['soft-gic', 'pass', true],
    ],
  );
  // It lacks what only KVM lets userspace do, and nothing else.
  const actions = results.map((result) => result.actions);
  assert.ok((actions[1] ?? 0) > 700, `${actions[1]} actions of SoftGic`);
  await client.close();
});

void test('a seed makes no run that the next one makes as well', async () => {
  const runsOf = async (seed: number): Promise<readonly string[]> => {
    const runs: string[] = [];
    const subject = softGicSubject();
    const play: DiffSubject['play'] = (rung, some) => {
      runs.push(...some.map(({ config, actions }) => JSON.stringify([config, actions])));
      return subject.play(rung, some);
    };
    await diff([{ ...subject, play }], agent, { seed, runs: 30 });
    return runs;
  };
  assert.equal(new Set([...(await runsOf(5)), ...(await runsOf(6))]).size, 60);
});

void test('it is told in how many runs the lines of KVM were driven in each way, which SoftGic has not', async () => {
  const client = await host(kvmInNewVm);
  const options = { seed: 1, runs: 10 } as const;
  const injectedOf = async (rung: Rung): Promise<readonly unknown[]> => {
    const results = await diff([kvmSubject(client), softGicSubject()], rung, options);
    return results.map(({ injected }) => injected.map(({ pulses, levels, runs }) => `${pulses} ${levels} ${runs}`));
  };
  assert.deepEqual(await injectedOf(agent), [
    ['irqLine irqLine 2', 'irqLine irqfd 3', 'irqfd irqLine 3', 'irqfd irqfd 2'],
    [],
  ]);
  assert.deepEqual(await injectedOf(free), [['irqLine irqLine 5', 'irqfd irqLine 5'], []]);
  await client.close();
});

void test('what is asked of KVM is the way of the run; KVM_IRQ_LINE if it says none, or if an irqfd injects later', async () => {
  const injection = { pulses: 'irqLine', levels: 'irqfd' } as const;
  const byIrqLine = { pulses: 'irqLine', levels: 'irqLine' } as const;
  const run = { config: { peCount: 1, spiCount: 32, behaviour: architectureGic }, actions: [] };
  for (const [kernel, expected] of [
    ['6.12.57', injection],
    ['5.8.1', byIrqLine],
  ] as const) {
    const client = await host(kvmInNewVm, undefined, undefined, kernel);
    const kvm = kvmSubject(client);
    assert.deepEqual(kvm.runFor({ ...run, injection }).injection, expected);
    assert.deepEqual(kvm.runFor(run).injection, byIrqLine);
    await client.close();
  }
});

void test('a SoftGic that forgets an edge is found', async () => {
  const deaf = softGicSubject(() =>
    softGic('deaf', (size) => new SoftGic(size, { interrupts: (memory, offers) => new Deaf(memory, offers) })),
  );
  const [result] = await diff([deaf], agent, { seed: 1, runs: 50 });
  assert.equal(result?.verdict, 'fail');
  assert.ok((result.failure?.run.actions.length ?? 99) <= 3);
});

/** It never sees a line go high. */
class Deaf extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    if (!level) super.drive(bank, mask, level);
  }
}

void test('a KVM that cannot go on is a difference that says why', async () => {
  const client = await host(kvmInNewVm, undefined, 2);
  const { failure } = await diffKvm(client, stopped, { seed: 1, runs: 10 });
  assert.equal(failure?.run.actions.length, 3);
  assert.deepEqual([failure.step, failure.actual, failure.crash], [2, undefined, 'KVM_IRQ_LINE failed']);
  await client.close();
});

void test('nothing run is inconclusive; a stop keeps what was compared', async () => {
  const client = await host(kvmInNewVm);
  assert.equal((await diffKvm(client, stopped, { seed: 1, runs: 0 })).verdict, 'inconclusive');
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  const result = await diffKvm(client, stopped, { seed: 1, runs: 100, signal: stop.signal, onProgress });
  assert.deepEqual([result.verdict, result.runs, result.interrupted], ['pass', 10, true]);
  await client.close();
});

void test('a subject whose host hangs keeps what was compared, the one beside it goes on, and a fault of ours is thrown', async () => {
  const endingWith = (error: Error): DiffSubject => {
    const subject = softGicSubject();
    let requests = 0;
    const play: DiffSubject['play'] = async (rung, runs) => {
      requests += 1;
      if (requests > 7) throw error;
      return subject.play(rung, runs);
    };
    return { ...subject, name: 'kvm', play };
  };
  const hangs = endingWith(new IrqlineError('KVM_HOST_SILENT', 'runStopped took over 1 ms'));
  const results = await diff([hangs, softGicSubject()], stopped, { seed: 1, runs: 40 });
  assert.deepEqual(
    results.map(({ verdict, runs, interrupted }) => [verdict, runs, interrupted]),
    [
      ['pass', 14, true],
      ['pass', 40, false],
    ],
  );
  await assert.rejects(diff([endingWith(new RangeError('ours'))], stopped, { seed: 1, runs: 40 }), RangeError);
});

void test('the raw CPU interface of a stopped vGIC is excused, and counted', async () => {
  const asAssigned: Spoil = (seen, index, { config, actions }) => {
    const raw = rawRegisters(config.peCount, actions.slice(0, index + 1));
    const cpuInterfaces = seen.view.cpuInterfaces.map((shown, pe) => ({ ...shown, ...raw[pe] }));
    return { ...seen, view: { ...seen.view, cpuInterfaces } };
  };
  const client = await host(kvmInNewVm, asAssigned);
  const result = await diffKvm(client, stopped, { seed: 1, runs: 10 });
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(result.explained, { 'cpu-interface-raw': 10 });
  await client.close();
});

void test('the raw CPU interface is excused only where it shows what was last assigned to that vCPU', () => {
  const config = { peCount: 2, spiCount: 32, behaviour: kvmInNewVm };
  const mask = (value: number): GicAction => ({ kind: 'writePriorityMask', pe: 1, value });
  const point = (value: number): GicAction => ({ kind: 'writeBinaryPoint', pe: 1, value });
  const idsFor = (actions: readonly GicAction[], ...registers: readonly (readonly [mask: number, point: number])[]) => {
    const [last] = predict(gicModel, config, actions).slice(-1);
    const action = actions.at(-1);
    assert.ok(last !== undefined && action !== undefined);
    const view = stoppedViewOf(last.view);
    const cpuInterfaces = view.cpuInterfaces.map((shown, pe) => {
      const [ICC_PMR_EL1, ICC_BPR1_EL1] = registers[pe] ?? [0, 0];
      return { ...shown, ICC_PMR_EL1, ICC_BPR1_EL1 };
    });
    const at = { config, history: actions.slice(0, -1), action, expected: { ...last, view } };
    return explain({ observation: last.observation, view: { ...view, cpuInterfaces } }, at)?.map(({ id }) => id);
  };
  const raw = ['cpu-interface-raw'];
  const assigned = [mask(0xf9), point(1), mask(0xff), point(2)];
  assert.deepEqual(idsFor(assigned, [0, 0], [0xff, 2]), raw);
  assert.deepEqual(idsFor(assigned, [0, 3], [0xf8, 3]), []);
  for (const near of [
    [0xf9, 2],
    [0xfe, 2],
    [0xff, 1],
    [0xff, 0],
    [0xf7, 2],
    [0xff, 4],
  ] as const) {
    assert.equal(idsFor(assigned, [0, 0], near), undefined, near.join(' '));
  }
  // Another vCPU's, or what a reset has forgotten.
  assert.equal(idsFor(assigned, [0, 2], [0xff, 2]), undefined);
  assert.equal(idsFor(assigned, [7, 0], [0xff, 2]), undefined);
  assert.deepEqual(idsFor([...assigned, { kind: 'reset' }], [0, 0], [0, 0]), raw);
  assert.equal(idsFor([...assigned, { kind: 'reset' }], [0, 0], [0, 2]), undefined);
  // A saved state is assigned as it was read.
  const moved: readonly GicAction[] = [...assigned, { kind: 'save' }, mask(0xf9), point(7)];
  assert.deepEqual(idsFor([...moved, { kind: 'restore', into: 'fresh' }], [0, 0], [0xff, 2]), raw);
  assert.equal(idsFor([...moved, { kind: 'restore', into: 'same' }], [0, 0], [0xf9, 2]), undefined);
  assert.equal(idsFor(moved, [0, 0], [0xff, 7]), undefined);
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

void test('registers that the model leaves out are excused where they read as KVM has them, and nowhere else', () => {
  const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
  const view = gicModel.view(gicModel.init(config));
  const seen = (value: number): Seen => ({ observation: { kind: 'value', value }, view });
  const idsOf = (frame: 'distributor' | 'redistributor', offset: number, value: number) => {
    const action = { kind: 'mmioRead', frame, pe: 0, offset, width: 4 } as const;
    return explain(seen(value), { config, history: [], action, expected: seen(0) })?.map(({ id }) => id);
  };
  for (const [frame, offset, value] of [
    ['distributor', 0x8, 0x4b00_343b],
    ['distributor', 0x10, 0xffff_ffff],
    ['redistributor', 0x0, 0x6],
    ['redistributor', 0x4, 0x4b00_043b],
    ['redistributor', 0x78, 0x580],
  ] as const) {
    assert.deepEqual(idsOf(frame, offset, value), ['shows-what-is-left-out']);
    assert.equal(idsOf(frame, offset, value - 1), undefined);
    assert.equal(idsOf(frame, offset + 0x1000, value), undefined);
    assert.equal(idsOf(frame === 'distributor' ? 'redistributor' : 'distributor', offset, value), undefined);
  }
});

void test('what an SGI is like is excused; that one is pending or active, and what a PPI is like, is not', () => {
  const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
  const view = gicModel.view(gicModel.init(config));
  const seen = (value: number): Seen => ({ observation: { kind: 'value', value }, view });
  const idsOf = (offset: number, value: number, expected: number, width: 1 | 4 | 8 = 4) => {
    const action = { kind: 'mmioRead', frame: 'redistributor', pe: 0, offset: 0x1_0000 + offset, width } as const;
    return explain(seen(value), { config, history: [], action, expected: seen(expected) })?.map(({ id }) => id);
  };
  const [excused, isDifference] = [['has-sgis'], undefined];
  for (const bits of [0x080, 0x100, 0x180]) {
    assert.deepEqual(idsOf(bits, 0x8001_ffff, 0x8001_0000), excused);
    assert.deepEqual(idsOf(bits, 0x8000_ffff, 0x8001_0000), isDifference);
    assert.deepEqual(idsOf(bits + 4, 0xffff, 0), isDifference);
  }
  for (const latches of [0x200, 0x280, 0x300, 0x380]) assert.deepEqual(idsOf(latches, 1, 0), isDifference);
  assert.deepEqual(idsOf(0x40f, 0xa0, 0, 1), excused);
  assert.deepEqual(idsOf(0x410, 0xa0, 0, 1), isDifference);
  assert.deepEqual(idsOf(0xc00, 0xaaaa_aaaa, 0), excused);
  assert.deepEqual(idsOf(0xc04, 0xaaaa_aaaa, 0), isDifference);
  assert.deepEqual(idsOf(-0xff00, 0xffff, 0), isDifference);
  // What stands above 32 bits is looked at, too: here the affinity of GICR_TYPER.
  assert.deepEqual(idsOf(-0xfff8, 0x2_0000_0210, 0x1_0000_0210, 8), isDifference);
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

/** INTID 48, an edge, in the list register of vCPU 1, while vCPU 0 disables it; then vCPU 1 acknowledges. */
const disabledElsewhere: RunRequest = {
  config: { peCount: 2, spiCount: 32, behaviour: kvmInNewVm },
  actions: [
    { kind: 'writeRoute', intId: 48, route: 1 },
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    { kind: 'writeGroupEnable', pe: 1, enabled: true },
    { kind: 'writePriorityMask', pe: 1, value: 0xf8 },
    { kind: 'writeEnabled', pe: 0, intId: 48, enabled: true },
    { kind: 'pulse', pe: 0, intId: 48 },
    { kind: 'enterGuest', pe: 1 },
    { kind: 'writeEnabled', pe: 0, intId: 48, enabled: false },
    { kind: 'acknowledge', pe: 1 },
  ],
};

void test('whether a host has interrupted a vCPU in the guest or not, both is right, but nothing else', () => {
  const [stale, interrupted] = [false, true].map((interrupts) => {
    const { config, actions } = disabledElsewhere;
    const between: RunRequest['actions'] = [
      { kind: 'leaveGuest', pe: 1 },
      { kind: 'enterGuest', pe: 1 },
    ];
    const all = [...actions.slice(0, -1), ...(interrupts ? between : []), ...actions.slice(-1)];
    const outcomes = predict(gicModel, config, [...all, { kind: 'leaveGuest', pe: 1 }]);
    const [last, left] = outcomes.slice(-2);
    assert.ok(last && left);
    const done = actions.slice(1).map(() => ({ kind: 'done' as const }));
    return { observations: [...done, last.observation], view: left.view };
  });
  assert.ok(stale && interrupted);
  assert.deepEqual([stale, interrupted].map(({ observations }) => observations.at(-1)).map(valueOf), [48, 1023]);
  const differs = (outcome: typeof stale) => compareFreely(disabledElsewhere, { outcome }).difference !== undefined;
  assert.deepEqual([stale, interrupted].map(differs), [false, false]);
  assert.ok(differs({ ...stale, observations: interrupted.observations }));
  assert.ok(differs({ ...interrupted, view: stale.view }));
});

void test('a pulse is two calls: a vCPU that the host interrupts in between has the level, and may take it', () => {
  const { config, actions } = disabledElsewhere;
  const run: RunRequest = {
    config,
    actions: [
      ...actions.slice(0, 4),
      { kind: 'writeTrigger', pe: 0, intId: 48, trigger: 'level' },
      { kind: 'writeEnabled', pe: 0, intId: 48, enabled: true },
      { kind: 'enterGuest', pe: 1 },
      { kind: 'pulse', pe: 0, intId: 48 },
      { kind: 'acknowledge', pe: 1 },
      { kind: 'endOfInterrupt', pe: 1, intId: 48 },
    ],
  };
  const idle = gicModel.view(gicModel.init(config));
  const left = predict(gicModel, config, run.actions).at(-1)?.view ?? idle;
  const differs = (value: number) => {
    const observations = run.actions.map(({ kind }): Seen['observation'] =>
      kind === 'acknowledge' ? { kind: 'value', value } : { kind: 'done' },
    );
    return compareFreely(run, { outcome: { observations, view: left } }).difference !== undefined;
  };
  assert.deepEqual([48, 1023, 47].map(differs), [false, false, true]);
});

void test('a KVM that loses edges while its vCPUs are in the guest is found, by a run of theirs', async () => {
  const client = await host({ ...kvmInNewVm, edgeDetector: 'transition', lineWhileEdge: 'tracked' });
  const { verdict, failure } = await diffKvm(client, free, { seed: 1, runs: 200 });
  assert.deepEqual([verdict, failure?.run.actions.some(({ kind }) => kind === 'drive')], ['fail', true]);
  await client.close();
});

const valueOf = (observation: Seen['observation'] | undefined): number | undefined =>
  observation?.kind === 'value' ? observation.value : undefined;

void test('an end may leave an interrupt active whose priority or binary point was written meanwhile, and no other', () => {
  const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
  const spi = { pe: 0, intId: 40 };
  const idsAfter = (priority: number, binaryPoint = 3) => {
    const history: readonly GicAction[] = [
      { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
      { kind: 'writeGroupEnable', pe: 0, enabled: true },
      { kind: 'writePriorityMask', pe: 0, value: 0xf8 },
      { kind: 'writePriority', ...spi, priority: 0x40 },
      { kind: 'writeEnabled', ...spi, enabled: true },
      { kind: 'pulse', ...spi },
      { kind: 'acknowledge', pe: 0 },
      { kind: 'pulse', ...spi },
      { kind: 'writePriority', ...spi, priority },
      { kind: 'writeBinaryPoint', pe: 0, value: binaryPoint },
    ];
    const action: GicAction = { kind: 'endOfInterrupt', pe: 0, intId: 40 };
    const [before, expected] = predict(gicModel, config, [...history, action]).slice(-2);
    assert.ok(before !== undefined && expected !== undefined);
    const stuck: Seen = {
      observation: expected.observation,
      view: { ...before.view, cpuInterfaces: expected.view.cpuInterfaces.map((cpu) => ({ ...cpu, signalled: false })) },
    };
    return explain(stuck, { config, history, action, expected })?.map(({ id }) => id);
  };
  assert.deepEqual(idsAfter(0x80), ['priority-changed-while-active']);
  assert.deepEqual(idsAfter(0x40, 7), ['priority-changed-while-active']);
  assert.equal(idsAfter(0x40), undefined);
  assert.equal(idsAfter(0x40, 6), undefined);
});

for (const count of [1, 4, 16]) {
  void test(`${count} list registers are counted, and filled`, async () => {
    const client = await host({ ...kvmInNewVm, listRegisters: { count, tracksOverflow: false } });
    const counted = await countListRegisters(client);
    assert.equal(counted, count);
    const [result] = await diff([kvmSubject(client, counted)], full, { seed: 1, runs: 10 });
    assert.deepEqual([result?.verdict, (result?.actions ?? 0) > 200], ['pass', true]);
    await client.close();
  });
}

void test('a KVM that is taken to have a list register more than it has is found', async () => {
  const { behaviour } = disabledElsewhere.config;
  const fewer = await host({ ...behaviour, listRegisters: { count: 3, tracksOverflow: false } });
  const runs = full.sample(1, 20, 4);
  const found = await comparisonsOf(kvmSubject(fewer), full, runs);
  assert.ok(found.some(({ difference }) => difference !== undefined));
  await fewer.close();
});

void test('since Linux 6.19 KVM has other rules for its list registers', () => {
  const rules = (kernel: string) => asOn(kernel, 8, disabledElsewhere).config.behaviour.listRegisters;
  assert.deepEqual(rules('6.18.3-arch1'), { count: 8, tracksOverflow: false });
  assert.deepEqual(
    ['6.19.0', '7.0.1'].map(rules),
    [1, 2].map(() => ({ count: 8, tracksOverflow: true })),
  );
  const { listRegisters: _, ...behaviour } = kvmInNewVm;
  const run = { config: { peCount: 1, spiCount: 32, behaviour }, actions: [] };
  assert.equal(asOn('7.0.1', 8, run), run);
});

void test('an interrupt may be missing where it is routed to, but only while a vCPU that is looked at later has it', () => {
  const config = { peCount: 2, spiCount: 32, behaviour: kvmInNewVm };
  const routeTo = (route: number) => ({ kind: 'writeRoute', intId: 40, route }) as const;
  const history = [
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    { kind: 'writeGroupEnable', pe: 0, enabled: true },
    { kind: 'writeGroupEnable', pe: 1, enabled: true },
    { kind: 'writeEnabled', pe: 0, intId: 40, enabled: true },
    { kind: 'pulse', pe: 0, intId: 40 },
  ] as const;
  const idsFor = (from: number, to: number, hidden = 1023, more: readonly GicAction[] = []) => {
    const [at, action] = [[...history, ...more, routeTo(from)], routeTo(to)];
    const expected = predict(gicModel, config, [...at, action]).at(-1);
    assert.ok(expected);
    const cpuInterfaces = expected.view.cpuInterfaces.map((cpu, pe) =>
      pe === to ? { ...cpu, ICC_HPPIR1_EL1: hidden } : cpu,
    );
    const seen = { ...expected, view: { ...expected.view, cpuInterfaces } };
    return explain(seen, { config, history: at, action, expected })?.map(({ id }) => id);
  };
  assert.deepEqual(idsFor(1, 0), ['moves-when-its-vcpu-has-run']);
  assert.equal(idsFor(1, 0, 41), undefined);
  assert.equal(idsFor(0, 1), undefined);
  assert.equal(idsFor(0, 0), undefined);
  // A PPI that each of the two has pending is not one that moves.
  const ppis = [0, 1].flatMap((pe): readonly GicAction[] => [
    { kind: 'writePriority', pe, intId: 20, priority: 0xa0 },
    { kind: 'writeEnabled', pe, intId: 20, enabled: true },
    { kind: 'drive', pe, intId: 20, level: true },
  ]);
  assert.deepEqual(idsFor(1, 0, 20, ppis), ['moves-when-its-vcpu-has-run']);
  assert.equal(idsFor(1, 0, 1023, ppis), undefined);
});

void test('rung 4 makes runs for as many list registers as every processor has, also without KVM', async () => {
  const asked: number[] = [];
  const watched: Rung = {
    ...full,
    sample: (seed, count, listRegisters) => {
      asked.push(listRegisters);
      return full.sample(seed, count, listRegisters);
    },
  };
  await diff([softGicSubject()], watched, { seed: 1, runs: 2 });
  await diff([softGicSubject(), kvmSubject(await host(kvmInNewVm), 16)], watched, { seed: 1, runs: 2 });
  assert.deepEqual(asked, [4, 16]);
});
