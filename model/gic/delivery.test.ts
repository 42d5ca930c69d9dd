import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GicAction, Target } from './language.js';
import { ready, scene } from './scene.test.support.js';

const target = { pe: 0, intId: 40 };
const other = { pe: 0, intId: 41 };
const pulse = (to: Target): GicAction => ({ kind: 'pulse', ...to });
const enable = (to: Target, enabled: boolean): GicAction => ({ kind: 'writeEnabled', ...to, enabled });
const group = (to: Target, value: 0 | 1): GicAction => ({ kind: 'writeGroup', ...to, group: value });
const route = (to: number | 'any'): GicAction => ({ kind: 'writeRoute', intId: 40, route: to });
const mask = (value: number, pe = 0): GicAction => ({ kind: 'writePriorityMask', pe, value });
const activate = (to: Target): GicAction => ({ kind: 'writeActive', ...to, active: true });
const end = (intId: number, pe = 0): GicAction => ({ kind: 'endOfInterrupt', pe, intId });

test('GIC-T4: three pulses make one acknowledge, and a fourth one after it another', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge'), pulse(target), pulse(target), pulse(target));
  assert.equal(gic.acknowledges(), 40);
  gic.does(end(40));
  assert.equal(gic.acknowledges(), 1023);
  gic.does(pulse(target));
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T8, GIC-Ia: an edge during service waits for the end, and is delivered then', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge'), pulse(target));
  assert.equal(gic.acknowledges(), 40);
  gic.does(pulse(target));
  assert.equal(gic.acknowledges(), 1023);
  gic.does(end(40));
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T9, level: a line still high at the end is delivered again, a line that fell is not', () => {
  const gic = scene();
  gic.does(...ready(target, 'level'), { kind: 'drive', ...target, level: true });
  assert.equal(gic.acknowledges(), 40);
  gic.does(end(40));
  assert.equal(gic.acknowledges(), 40);
  gic.does({ kind: 'drive', ...target, level: false }, end(40));
  assert.equal(gic.acknowledges(), 1023);
});

const gates: readonly (readonly [string, GicAction, GicAction])[] = [
  ['GIC-T17: the enable', enable(target, false), enable(target, true)],
  [
    'GIC-T18: the group enable of the distributor',
    { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false },
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  ],
  [
    'GIC-T18: the group enable of the PE',
    { kind: 'writeGroupEnable', pe: 0, enabled: false },
    { kind: 'writeGroupEnable', pe: 0, enabled: true },
  ],
  ['GIC-T20: the group', group(target, 0), group(target, 1)],
  ['GIC-T21: the route', route(9), route(0)],
];
for (const [name, close, open] of gates) {
  test(`${name} holds a pending interrupt back without losing it`, () => {
    const gic = scene();
    gic.does(...ready(target, 'edge'), close, pulse(target));
    assert.equal(gic.stateOf(target), 'P');
    assert.equal(gic.view().cpuInterfaces[0]?.ICC_HPPIR1_EL1, 1023);
    assert.equal(gic.view().cpuInterfaces[0]?.signalled, false);
    assert.equal(gic.acknowledges(), 1023);
    gic.does(open);
    assert.equal(gic.view().cpuInterfaces[0]?.ICC_HPPIR1_EL1, 40);
    assert.equal(gic.acknowledges(), 40);
  });
}

test('GIC-T19: an interrupt at the mask is shown by HPPIR1 but not signalled', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xa0), mask(0xa0), pulse(target));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_HPPIR1_EL1, 40);
  assert.equal(gic.acknowledges(), 1023);
  gic.does(mask(0xa8));
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T10: an interrupt that has ended but is still active is not given again before DIR', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge'), { kind: 'writeEoiMode', pe: 0, split: true }, pulse(target));
  assert.equal(gic.acknowledges(), 40);
  gic.does(pulse(target), end(40));
  assert.equal(gic.stateOf(target), 'A+P');
  assert.equal(gic.acknowledges(), 1023);
  gic.does({ kind: 'deactivate', pe: 0, intId: 40 });
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T24: a higher group priority preempts, an equal one does not, and they end in reverse order', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xa0), ...ready(other, 'edge', 0x80), pulse(target));
  assert.equal(gic.acknowledges(), 40);
  gic.does(pulse(other));
  assert.equal(gic.acknowledges(), 41);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0x80);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_AP1R0_EL1, (1 << 16) | (1 << 20));
  gic.does(end(41));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xa0);
  gic.does(end(40));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xff);
});

test('GIC-T24: the binary point takes the low bits of a priority out of preemption', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xb8), ...ready(other, 'edge', 0xb0));
  gic.does({ kind: 'writeBinaryPoint', pe: 0, value: 4 }, pulse(target));
  assert.equal(gic.acknowledges(), 40);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xb0);
  gic.does(pulse(other));
  assert.equal(gic.acknowledges(), 1023);
  gic.does(end(40));
  assert.equal(gic.acknowledges(), 41);
});

test('GIC-T24: of several the highest priority goes first, then the lowest INTID', () => {
  const gic = scene();
  const third = { pe: 0, intId: 20 };
  gic.does(...ready(target, 'edge', 0x90), ...ready(other, 'edge', 0x80), ...ready(third, 'edge', 0x90));
  gic.does(pulse(target), pulse(third), pulse(other));
  const order = [1, 2, 3].map(() => {
    const intId = gic.acknowledges();
    gic.does(end(intId));
    return intId;
  });
  assert.deepEqual(order, [41, 20, 40]);
});

test('GIC-T16, GIC-Ig: ICACTIVER leaves the running priority until EOIR, which may then find it inactive', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge'), pulse(target));
  gic.acknowledges();
  gic.does({ kind: 'writeActive', ...target, active: false }, pulse(target));
  assert.equal(gic.acknowledges(), 1023);
  gic.does(end(40));
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T26: a DIR before the EOIR deactivates, and the running priority stays until the EOIR', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xa0), { kind: 'writeEoiMode', pe: 0, split: true }, pulse(target));
  assert.equal(gic.acknowledges(), 40);
  gic.does({ kind: 'deactivate', pe: 0, intId: 40 });
  assert.equal(gic.stateOf(target), 'I');
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xa0);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_AP1R0_EL1, 1 << 20);
  gic.does(pulse(target));
  assert.equal(gic.acknowledges(), 1023);
  gic.does(end(40));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xff);
  assert.equal(gic.acknowledges(), 40);
});

test('GIC-T11: with EOImode 1 another PE may deactivate, in any order', () => {
  const gic = scene(undefined, 2);
  gic.does(...ready(target, 'edge', 0xa0), ...ready(other, 'edge', 0x80));
  gic.does({ kind: 'writeEoiMode', pe: 0, split: true }, { kind: 'writeEoiMode', pe: 1, split: true });
  gic.does(pulse(target));
  gic.acknowledges();
  gic.does(pulse(other));
  gic.acknowledges();
  gic.does(end(41), end(40), { kind: 'deactivate', pe: 1, intId: 40 });
  assert.equal(gic.stateOf(target), 'I');
  assert.equal(gic.stateOf(other), 'A');
});

test('PPIs are banked: each PE has its own', () => {
  const gic = scene(undefined, 2);
  const first = { pe: 0, intId: 27 };
  const second = { pe: 1, intId: 27 };
  gic.does(...ready(first, 'edge'), ...ready(second, 'edge'), pulse(second));
  assert.equal(gic.stateOf(first), 'I');
  assert.equal(gic.acknowledges(0), 1023);
  assert.equal(gic.acknowledges(1), 27);
  gic.does({ kind: 'writeRoute', intId: 27, route: 1 }, pulse(first));
  assert.equal(gic.acknowledges(0), 27);
  assert.equal(gic.view().interrupts.find(({ pe }) => pe === 1)?.route, null);
});

test('GIC-T21: a route takes a pending interrupt along, and `any` offers it to every PE until one acknowledges', () => {
  const gic = scene(undefined, 2);
  gic.does(...ready(target, 'edge'), ...ready({ pe: 1, intId: 41 }, 'edge'), pulse(target), route(1));
  assert.equal(gic.view().cpuInterfaces[0]?.signalled, false);
  assert.equal(gic.view().cpuInterfaces[1]?.signalled, true);
  gic.does(route('any'));
  assert.deepEqual(
    gic.view().cpuInterfaces.map(({ signalled }) => signalled),
    [true, true],
  );
  assert.equal(gic.acknowledges(1), 40);
  assert.equal(gic.acknowledges(0), 1023);
});

test('GIC-R3: priority bits, mask and binary point keep to what is implemented', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xff), mask(0xff), { kind: 'writeBinaryPoint', pe: 0, value: 0 });
  const [cpuInterface] = gic.view().cpuInterfaces;
  assert.equal(cpuInterface?.ICC_PMR_EL1, 0xf8);
  assert.equal(cpuInterface?.ICC_BPR1_EL1, 3);
  assert.equal(gic.view().interrupts[0]?.priority, 0xf8);
});

test('PEs and interrupts that do not exist ignore everything', () => {
  const gic = scene();
  const before = gic.view();
  const absent = { pe: 0, intId: 64 };
  gic.does(...ready(absent, 'level'), { kind: 'reset' }, pulse(absent), end(64, 3), mask(0x80, 3), route(0));
  gic.does({ kind: 'deactivate', pe: 3, intId: 40 }, { kind: 'writeActivePriorities', pe: 3, value: 1 });
  assert.equal(gic.acknowledges(3), 1023);
  assert.equal(gic.stateOf(absent), 'absent');
  assert.deepEqual(gic.view(), before);
});

test('GIC-S1: a restore brings back what was saved, lines included; without a save it does nothing', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge'), { kind: 'restore', into: 'same' });
  gic.does({ kind: 'drive', ...target, level: true });
  assert.equal(gic.acknowledges(), 40);
  gic.does({ kind: 'save' });
  const saved = gic.view();
  gic.does(end(40), { kind: 'reset' }, { kind: 'restore', into: 'fresh' });
  assert.deepEqual(gic.view(), saved);
  gic.does({ kind: 'drive', ...target, level: true }, end(40));
  assert.equal(gic.acknowledges(), 1023);
});

test('AP1R0: bits for active interrupts make them end in order; the same value again changes nothing', () => {
  const gic = scene();
  gic.does(...ready(target, 'edge', 0xa0), ...ready(other, 'edge', 0x80), activate(target), activate(other));
  const restore: GicAction = { kind: 'writeActivePriorities', pe: 0, value: (1 << 16) | (1 << 20) };
  gic.does(restore, restore);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0x80);
  gic.does(end(41), end(40));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0xff);
  assert.equal(gic.stateOf(target), 'I');
});
