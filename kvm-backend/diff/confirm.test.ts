import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type GicBehaviour, type GicView } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import type { FreeReply, RunReply } from '../guest/run.js';
import { stoppedViewOf } from '../subject/stopped-view.js';
import { isAsDocumented, judge } from './confirm.js';
import { divergences } from './divergences.js';
import { mustShow, runOf } from './documented.js';
import { seriesOf } from './kernel.js';
import { quirks } from './quirks/index.js';
import type { Seen } from './seen.js';

const [byName, raw] = [quirks.find(({ id }) => id === 'K1-edge-call'), divergences.find(({ rung }) => rung === 1)];
assert.ok(byName !== undefined && raw !== undefined);

/** What a KVM that is the model with this behaviour answers. */
function answer(entry: Parameters<typeof judge>[0], behaviour: GicBehaviour): RunReply<Seen> {
  const { config, actions } = runOf(entry);
  const project = entry.rung === 1 ? stoppedViewOf : (view: GicView) => view;
  const outcomes = predict(gicModel, { ...config, behaviour }, actions);
  return { outcomes: outcomes.map(({ observation, view }) => ({ observation, view: project(view) })) };
}

void test('a quirk shows, or is gone, or KVM does a third thing', () => {
  const { trace } = byName;
  assert.deepEqual(judge(byName, answer(byName, kvmInNewVm)), { kind: 'shows' });
  const mended = answer(byName, { ...kvmInNewVm, edgeDetector: 'transition' });
  assert.equal(judge(byName, mended).kind, 'gone');
  const stuck = { outcomes: mended.outcomes.slice(0, -1), crash: 'EIO' };
  const { kind, difference } = judge(byName, stuck);
  assert.deepEqual([kind, difference?.step, difference?.crash], ['otherwise', trace.length - 1, 'EIO']);
});

void test('a divergence shows, or is gone, or KVM does a third thing', () => {
  const mended = answer(raw, kvmInNewVm);
  assert.equal(judge(raw, mended).kind, 'gone');
  const spoil = (ICC_PMR_EL1: number): RunReply<Seen> => ({
    outcomes: mended.outcomes.map((seen) => ({
      ...seen,
      view: {
        ...seen.view,
        cpuInterfaces: seen.view.cpuInterfaces.map((cpuInterface) => ({ ...cpuInterface, ICC_PMR_EL1 })),
      },
    })),
  });
  assert.equal(judge(raw, spoil(0xff)).kind, 'shows');
  assert.equal(judge(raw, spoil(0x0f)).kind, 'otherwise');
});

void test('what shows only between vCPUs in the guest is gone where the host has interrupted them', () => {
  const entry = quirks.find(({ id }) => id === 'K15-disabled-and-acknowledged');
  assert.ok(entry !== undefined);
  const { config, actions } = runOf(entry);
  const reply = (behaviour: GicBehaviour): FreeReply => {
    const all = predict(gicModel, { ...config, behaviour }, [...actions, { kind: 'leaveGuest', pe: 1 }]);
    const observations = all.slice(0, -1).map(({ observation }) => observation);
    return { outcome: { observations, view: all.at(-1)?.view as GicView } };
  };
  const { listRegisters: _, ...withoutRegisters } = kvmInNewVm;
  const [stale, interrupted] = [reply(kvmInNewVm), reply(withoutRegisters)];
  assert.deepEqual(judge(entry, stale), { kind: 'shows' });
  assert.deepEqual(judge(entry, interrupted), { kind: 'gone' });
  assert.ok(stale.outcome && interrupted.outcome);
  const mixed = { outcome: { ...stale.outcome, view: interrupted.outcome.view } };
  assert.equal(judge(entry, mixed).kind, 'otherwise');
});

void test('what is listed for a kernel has to show there, and what the processor decides on the emulated host alone', () => {
  const [kernel, processor] = (['kernel', 'processor'] as const).map((decidedBy) => ({ ...byName, decidedBy }));
  assert.ok(kernel !== undefined && processor !== undefined);
  assert.equal(seriesOf('6.12.57+deb13-cloud-arm64'), '6.12');
  assert.deepEqual(
    [
      mustShow(kernel, '6.12.57+deb13-cloud-arm64', 'native'),
      mustShow(kernel, '6.18.1', 'emulated'),
      mustShow(kernel, '6.120.1', 'emulated'),
      mustShow(processor, '6.1.0-40-cloud-arm64', 'emulated'),
      mustShow(processor, '6.1.0-40-cloud-arm64', 'native'),
    ],
    [true, false, false, true, false],
  );
  const outcomes = (['shows', 'gone', 'otherwise'] as const).flatMap((kind) =>
    [true, false].map((isListed) => isAsDocumented({ id: '', kind, isListed })),
  );
  assert.deepEqual(outcomes, [true, true, false, true, false, false]);
});
