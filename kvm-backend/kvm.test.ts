import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GicAction } from '../model/index.js';
import { kvmInNewVm } from '../properties/kvm/new-vm.js';
import { isDefined } from '../properties/gic/resolve.js';
import { gicScenarios } from '../properties/gic/scenarios/index.js';
import { deliveryRuns } from '../properties/kvm/delivery-runs.js';
import { checkContractOn } from './contract/ask.js';
import { compareDelivery } from './delivery/compare.js';
import { confirmDocumented, isAsDocumented } from './diff/confirm.js';
import { diff } from './diff/diff.js';
import { divergences } from './diff/divergences.js';
import { runOf } from './diff/documented.js';
import { runOnKvm } from './diff/rung.js';
import { rungOf, rungs } from './diff/rungs.js';
import { countListRegisters } from './diff/list-registers.js';
import { compareScenarios } from './diff/scenarios.js';
import { kvmSubject } from './diff/subject.js';
import type { ThreadedRequest } from './guest/deliver-from-threads.js';
import type { DeliveryPlan, DeliveryRequest } from './guest/deliver.js';
import type { Held } from './guest/held.js';
import type { RaceRequest } from './guest/race.js';
import { openKvmHost, type KvmHost } from './host/open.js';
import { needs } from './testing/requirement.js';

const native = process.arch === 'arm64' && process.platform === 'linux';
const reason =
  'no arm64 host; IRQLINE_EMULATED_HOST=1 boots an emulated one (about 20 s, the first time with downloads)';

const plans: readonly DeliveryPlan[] = [
  { before: ['queue'] },
  { before: [] },
  { before: ['config'] },
  { before: ['queue', 'config'] },
  { before: ['queue', 'queue', 'queue'] },
  { before: ['queue'], meanwhile: ['queue'] },
  { before: ['config'], meanwhile: ['queue', 'config'] },
];

/** What a handler does that finds these bits. */
const once = (bits: number) => [
  { kind: 'taken', intId: 48 },
  { kind: 'serviced', bits },
];

describe('KVM’s own vGICv3', needs(native || process.env['IRQLINE_EMULATED_HOST'] === '1', reason), () => {
  let host: KvmHost;
  let atFirst: Held;
  before(async () => {
    host = await openKvmHost({ host: 'auto', kernel: { suite: 'trixie' }, onProgress: () => undefined });
    atFirst = await host.client.request('held');
  });
  after(() => host.client.close());

  void test('has all that runs need of it', async () => {
    assert.deepEqual(await host.client.request('describe'), { vgicV3: true, lacks: [] });
  });

  void test('is a Gic: pulses and levels both ways, typed refusals, the whole state saved and restored', async () => {
    const exercise = await host.client.request('exerciseGic');
    const signals = { pulsed: [true, true], level: [true, false] };
    assert.deepEqual(exercise, {
      signals: { irqLine: signals, irqfd: signals },
      refusals: {
        'pulse by irqLine of an SPI that KVM never has': 'GIC_SPI_NOT_IMPLEMENTED',
        'level by irqLine of an SPI that KVM never has': 'GIC_SPI_NOT_IMPLEMENTED',
        'pulse by irqLine of an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'level by irqLine of an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'pulse by irqLine of a level-triggered SPI': 'nothing thrown',
        'pulse by irqfd of an SPI that KVM never has': 'GIC_SPI_NOT_IMPLEMENTED',
        'level by irqfd of an SPI that KVM never has': 'GIC_SPI_NOT_IMPLEMENTED',
        'pulse by irqfd of an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'level by irqfd of an SPI beyond this vGIC': 'GIC_SPI_NOT_IMPLEMENTED',
        'pulse by irqfd of a level-triggered SPI': 'KVM_IRQFD_LEVEL',
        'a state of another size': 'SAVED_STATE_FOREIGN',
        'half a state': 'SAVED_STATE_MALFORMED',
        'a number of SPIs that KVM refuses, once the VM is there': 'KVM_EINVAL',
        'a level by irqfd when the VM is closed, once the eventfds are there': 'KVM_CLOSED',
      },
      restoredAlike: true,
      refusedState: { code: 'KVM_EINVAL', changedNothing: true, hiddenLine: true },
    });
  });

  void test('leaves no line high that an irqfd pulses after it was made level-triggered', async () => {
    assert.deepEqual(await host.client.request('exerciseLateLevel'), {
      stopped: ['KVM_IRQFD_LEVEL', false],
      running: ['nothing thrown', false],
      edge: true,
    });
  });

  void test('lowers a level that an irqfd raised at every end of its interrupt, so that it has to be raised again', async () => {
    const exercise = await host.client.request('exerciseResample');
    assert.deepEqual(exercise, {
      heldHigh: [false, true],
      next: { unresampled: 1023, resampled: 48 },
      raisedWhenLowered: 0,
      restoredHigh: true,
      storm: [48, 48, 48, 48, 48, 48],
      afterStorm: 1023,
    });
  });

  void test('has a level raised again by a thread that waits for it', async () => {
    const { taken, raised } = await host.client.request('resampleByThread', 20);
    assert.deepEqual(
      taken,
      Array.from({ length: 20 }, () => 48),
    );
    assert.ok(raised >= 19, `raised ${raised} times`);
  });

  for (const pulses of ['irqLine', 'irqfd'] as const) {
    void test(`loses no event of threads that pulse the same and different lines at once (${pulses})`, async () => {
      const request: RaceRequest = { pulses, threads: [[40, 41], [40, 42], [40]], rounds: 25 };
      const lines = await host.client.request('race', request);
      assert.deepEqual(
        lines.map(({ intId, events, seen }) => ({ intId, events, seen })),
        [
          { intId: 40, events: 75, seen: 75 },
          { intId: 41, events: 25, seen: 25 },
          { intId: 42, events: 25, seen: 25 },
        ],
      );
      assert.ok(lines.every(({ taken, events }) => taken >= 1 && taken <= events));
    });
  }

  for (const [delivery, injection] of [
    ['edge', { pulses: 'irqLine', levels: 'irqLine' }],
    ['edge', { pulses: 'irqfd', levels: 'irqLine' }],
    ['level', { pulses: 'irqLine', levels: 'irqLine' }],
    ['level', { pulses: 'irqLine', levels: 'irqfd' }],
  ] as const) {
    const { pulses, levels } = injection;
    const by = delivery === 'edge' ? pulses : levels;
    void test(`carries our line and transport unchanged to a guest (${delivery}, ${by})`, async () => {
      const request: DeliveryRequest = { delivery, injection, rounds: plans };
      const results = await host.client.request('deliver', request);
      assert.deepEqual(
        results.map(({ events }) => events),
        [once(1), [], once(2), once(3), once(1), [...once(1), ...once(1)], [...once(2), ...once(3)]],
      );
      assert.ok(results.every(({ status }) => status === 0));
    });
  }

  for (const delivery of ['edge', 'level'] as const) {
    for (const way of ['irqLine', 'irqfd'] as const) {
      void test(`loses no event that threads signal for one device at once, and makes no interrupt that none called for (${delivery}, ${way})`, async () => {
        const injection = { pulses: way, levels: way } as const;
        const request: ThreadedRequest = { delivery, injection, threads: ['queue', 'queue', 'config'], rounds: 100 };
        const result = await host.client.request('deliverFromThreads', request);
        const { events, seen, handler, raised, left } = result;
        assert.deepEqual([events, seen], [{ queue: 200, config: 100 }, events]);
        assert.deepEqual(left, { status: 0, isPending: false, isActive: false, isHigh: false });
        const { taken, serviced, overtaken } = handler;
        assert.ok(
          serviced >= 100 && taken <= 300 + raised,
          'no event without an interrupt, no interrupt without a cause',
        );
        assert.ok(overtaken.ack > 0 && overtaken.end > 0, 'events came within the handler');
      });
    }
  }

  void test('loses what came within the handler when nobody resamples, until another event comes', async () => {
    const request: DeliveryRequest = {
      delivery: 'level',
      injection: { pulses: 'irqLine', levels: 'irqfd' },
      rounds: [{ before: ['queue'], meanwhile: ['queue'] }, { before: [] }, { before: ['config'] }],
      ignoresResamples: true,
    };
    assert.deepEqual(await host.client.request('deliver', request), [
      { events: once(1), status: 1 },
      { events: [], status: 1 },
      { events: once(3), status: 0 },
    ]);
  });

  void test('answers every call that it refuses as it is documented to', async () => {
    const outcomes = await checkContractOn(host.client);
    assert.ok(outcomes.length > 150);
    assert.deepEqual(
      outcomes.filter(({ expected, actual }) => expected !== actual),
      [],
    );
  });

  void test('an edge reaches a vCPU that stays in the guest, and one that comes within its handler is taken after it', async () => {
    const spi = { pe: 0, intId: 48 } as const;
    const acknowledge = { kind: 'acknowledge', pe: 0 } as const;
    // The kick that follows an event takes its time, but less than so many reads of ICC_IAR1_EL1.
    const soon = Array.from({ length: 50 }, () => acknowledge);
    const actions: GicAction[] = [
      { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
      { kind: 'writeGroupEnable', pe: 0, enabled: true },
      { kind: 'writePriorityMask', pe: 0, value: 0xf8 },
      { kind: 'writeEnabled', ...spi, enabled: true },
      { kind: 'enterGuest', pe: 0 },
      { kind: 'pulse', ...spi },
      ...soon,
      { kind: 'pulse', ...spi },
      { kind: 'endOfInterrupt', pe: 0, intId: 48 },
      ...soon,
    ];
    const config = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
    const [reply] = await host.client.request('runFree', [{ config, actions }]);
    const taken = reply?.outcome?.observations.filter(
      ({ kind, ...rest }) => kind === 'value' && 'value' in rest && rest.value === 48,
    );
    assert.deepEqual([reply?.crash, taken?.length], [undefined, 2]);
  });

  void test('takes a vCPU that never comes to an end out of the guest, and its thread runs the next machine', async () => {
    const tooSlow = 'vCPUs that run at the same time did not come to an end';
    const exercise = await host.client.request('exerciseDeaf');
    assert.deepEqual(exercise, {
      faults: { hears: tooSlow, isDeaf: `${tooSlow}, nor when they were called off` },
      next: [
        [0x80, 0x90],
        [0xa0, 0xb0],
      ],
      passed: [7, 0xffff_ffff],
    });
  });

  void test('shows every documented quirk and divergence', async () => {
    const outcomes = await confirmDocumented(host);
    assert.deepEqual(
      outcomes.filter((outcome) => !isAsDocumented(outcome)),
      [],
    );
    assert.ok(outcomes.filter(({ kind }) => kind === 'shows').length > 20);
  });

  void test('shows no divergence by a trace that lacks one of its actions', async () => {
    for (const divergence of divergences) {
      const rung = rungOf(divergence.rung ?? 2);
      const run = runOf(divergence);
      const shorter = run.actions
        .map((_, index) => ({ ...run, actions: run.actions.toSpliced(index, 1) }))
        .filter(({ config, actions }) => isDefined(config, actions));
      const replies = await runOnKvm(host.client, rung, shorter);
      const comparisons = shorter.map((one, index) => rung.compare(one, replies[index]));
      assert.deepEqual(
        comparisons.filter(({ met, difference }) => met.has(divergence.id) || difference !== undefined),
        [],
        divergence.id,
      );
      assert.ok(comparisons.length > 0);
    }
  });

  void test('loses what the named designs lose, saves what its detector saves, and loses nothing else', async () => {
    const outcomes = await compareDelivery(
      host.client,
      deliveryRuns(1, 1),
      new AbortController().signal,
      () => undefined,
    );
    assert.deepEqual(
      outcomes.filter(({ wrong }) => wrong !== undefined),
      [],
    );
    const count = (wanted: string) => outcomes.filter(({ kind }) => kind === wanted).length;
    assert.ok(count('lost') >= 25 && count('saved') >= 8 && count('safe') >= 15);
  });

  void test('does what the scenarios of the kernel’s own tests claim, but for what a documented quirk breaks', async () => {
    const outcomes = await compareScenarios(
      host.client,
      await countListRegisters(host.client),
      gicScenarios,
      new AbortController().signal,
      () => undefined,
    );
    assert.deepEqual(
      outcomes.filter(({ kind }) => kind === 'differs'),
      [],
    );
    assert.ok(outcomes.filter(({ kind }) => kind === 'agrees').length > 100);
  });

  for (const rung of rungs) {
    void test(`does what the model says, action by action (rung ${rung.number})`, async () => {
      // A run of rung 1 is short and quick, one of rung 2 neither.
      const runs = rung.number === 1 ? 25 : 5;
      const [result] = await diff([kvmSubject(host.client)], rung, { seed: 1, runs });
      const { verdict, failure, actions } = result ?? assert.fail();
      assert.equal(failure, undefined);
      assert.equal(verdict, 'pass');
      assert.ok(actions > 100);
    });
  }

  void test('says so when an answer is too long for the way back, and goes on', async (t) => {
    if (host.kind === 'native') return t.skip('natively any answer fits');
    const config = { peCount: 1, spiCount: 960, behaviour: kvmInNewVm };
    // After the first 30 each view shows all 960.
    const actions = Array.from({ length: 100 }, (_, index): GicAction => {
      return { kind: 'assignPending', pe: 0, word: 1 + (index % 30), bits: 0xffff_ffff };
    });
    await assert.rejects(host.client.request('runStopped', [{ config, actions }]), { code: 'KVM_MESSAGE_TOO_LONG' });
    assert.equal(host.client.restarts, 0);
  });

  void test('holds no descriptor and no mapping of all the machines that the tests above made, or that KVM refused them', async () => {
    assert.deepEqual(await host.client.request('held'), atFirst);
  });
});
