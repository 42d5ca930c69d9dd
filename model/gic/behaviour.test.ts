import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, kvmGic, qemuGic } from './behaviour.js';
import type { GicAction, GicObservation, Target } from './language.js';
import { ready, scene } from './scene.test.support.js';

const target = { pe: 0, intId: 40 };
const drive = (level: boolean, to: Target = target): GicAction => ({ kind: 'drive', ...to, level });
const pend: GicAction = { kind: 'writePending', ...target, pending: true };
const end: GicAction = { kind: 'endOfInterrupt', pe: 0, intId: 40 };
const trigger = (to: 'edge' | 'level', at: Target = target): GicAction => ({
  kind: 'writeTrigger',
  ...at,
  trigger: to,
});
const lines = (bits: number): GicAction => ({ kind: 'assignLines', pe: 0, word: 1, bits });
const latches = (bits: number): GicAction => ({ kind: 'assignPending', pe: 0, word: 1, bits });
const enables = (enableGrp0: boolean, enableGrp1: boolean): GicAction => ({
  kind: 'writeDistributorEnables',
  enableGrp0,
  enableGrp1,
});
const route = (to: number): GicAction => ({ kind: 'writeRoute', intId: 40, route: to });
const group = (to: 0 | 1): GicAction => ({ kind: 'writeGroup', ...target, group: to });
const value = (bits: number): GicObservation => ({ kind: 'value', value: bits });
const BIT_40 = 1 << 8;

test('K1: every assertion is an edge for KVM, and the level of an edge-triggered line is not remembered', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'edge'), drive(true));
  assert.equal(gic.acknowledges(), 40);
  gic.does(drive(true), end);
  assert.equal(gic.acknowledges(), 40);
  gic.does(end, { kind: 'writeEnabled', ...target, enabled: false }, trigger('level'));
  assert.equal(gic.stateOf(target), 'I');
});

test('K2: SPIs of KVM come out of reset edge-triggered and in group 1, PPIs level-triggered and fixed so', () => {
  const gic = scene(kvmGic);
  const ppi = { pe: 0, intId: 20 };
  gic.does({ kind: 'writeEnabled', ...target, enabled: true }, trigger('edge', ppi), {
    kind: 'writePriority',
    ...ppi,
    priority: 8,
  });
  assert.deepEqual(
    gic.view().interrupts.map((interrupt) => [interrupt.intId, interrupt.trigger, interrupt.group]),
    [
      [20, 'level', 1],
      [40, 'edge', 1],
    ],
  );
});

test('K3a, K3b: a level-triggered latch outlives the acknowledge on KVM, and dies with the deactivation', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'level'), pend);
  assert.equal(gic.acknowledges(), 40);
  assert.equal(gic.stateOf(target), 'A+P');
  gic.does(pend, end);
  assert.equal(gic.stateOf(target), 'I');
  const architecture = scene(architectureGic);
  architecture.does(...ready(target, 'level'), pend);
  architecture.acknowledges();
  assert.equal(architecture.stateOf(target), 'A');
  architecture.does(pend, end);
  assert.equal(architecture.stateOf(target), 'P');
});

test('K7: EnableGrp1 gates both groups, and EnableGrp0 is not kept', () => {
  const gic = scene(kvmGic);
  gic.does({ kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false });
  assert.equal(gic.view().enableGrp0, false);
  const architecture = scene();
  architecture.does({ kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false });
  assert.equal(architecture.view().enableGrp0, true);
});

test('K14: what a route to nowhere left behind waits on KVM for the next event', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'edge'), route(5), drive(true), route(0));
  assert.equal(gic.stateOf(target), 'P');
  assert.equal(gic.acknowledges(), 1023);
  gic.does(drive(true));
  assert.equal(gic.acknowledges(), 40);
  gic.does(drive(true), end);
  assert.equal(gic.acknowledges(), 40);
});

test('K14: a write to IGROUPR is an event of every interrupt in its word, and of no other', () => {
  const neighbour = { pe: 0, intId: 63 };
  const gic = scene(kvmGic, 1, 64);
  gic.does(...ready(target, 'edge'), route(5), drive(true), route(0));
  gic.does({ kind: 'writeGroup', pe: 0, intId: 64, group: 1 });
  assert.equal(gic.acknowledges(), 1023);
  gic.does({ kind: 'writeGroup', ...neighbour, group: 1 });
  assert.equal(gic.acknowledges(), 40);
});

test('K14: an interrupt that is pending and queued leaves the queue when it cannot be delivered any more', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'edge'), drive(true), enables(false, false), enables(false, true));
  assert.equal(gic.acknowledges(), 1023);
  gic.does({ kind: 'save' }, { kind: 'restore', into: 'fresh' });
  assert.equal(gic.acknowledges(), 40);
});

test('K4: what is active stays in its queue, so that its route does not strand it', () => {
  const gic = scene(kvmGic);
  const active = (to: boolean): GicAction => ({ kind: 'writeActive', ...target, active: to });
  gic.does(...ready(target, 'edge'), active(true), route(5), drive(true), route(0), active(false));
  assert.equal(gic.acknowledges(), 40);
});

test('K4: a restore does not say which vCPU has what is active: it stays, or comes to where it is routed', () => {
  for (const [into, left, right] of [
    ['same', 0, 1],
    ['fresh', 1, 0],
  ] as const) {
    const gic = scene({ ...kvmGic, listRegisters: { count: 4, tracksOverflow: false } }, 2);
    gic.does({ kind: 'writeActive', ...target, active: true }, route(1), { kind: 'save' }, { kind: 'restore', into });
    for (const pe of [0, 1]) gic.does({ kind: 'writeEoiMode', pe, split: true });
    gic.does({ kind: 'deactivate', pe: right, intId: 40 });
    assert.equal(gic.stateOf(target), 'A', into);
    gic.does({ kind: 'deactivate', pe: left, intId: 40 });
    assert.equal(gic.stateOf(target), 'I', into);
  }
});

test('K11: a latch that userspace assigns is an event of its interrupt', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'edge'), latches(BIT_40));
  assert.equal(gic.acknowledges(), 40);
});

test('K11: userspace assigns the latches, zeros included, and reads them without the lines', () => {
  const gic = scene(kvmGic);
  gic.does(...ready(target, 'level'), drive(true), latches(1 << 9));
  assert.deepEqual(gic.does({ kind: 'readLatches', pe: 0, word: 1 }), value(1 << 9));
  gic.does(latches(2 ** 31), latches(BIT_40));
  assert.deepEqual(gic.does({ kind: 'readLatches', pe: 0, word: 1 }), value(BIT_40));
  assert.deepEqual(gic.does({ kind: 'readLatches', pe: 0, word: 9 }), value(0));
});

test('K12: LEVEL_INFO sets a line whatever the trigger, and shows it only while that is level', () => {
  const gic = scene(kvmGic);
  const read: GicAction = { kind: 'readLines', pe: 0, word: 1 };
  gic.does(trigger('edge'), lines(BIT_40));
  assert.deepEqual(gic.does(read), value(0));
  assert.equal(gic.stateOf(target), 'I');
  gic.does(drive(false), trigger('level'));
  assert.deepEqual(gic.does(read), value(BIT_40));
  assert.equal(gic.stateOf(target), 'P');
});

test('K12: the line of an edge-triggered interrupt does not survive a restore on KVM; elsewhere it does', () => {
  const round: readonly GicAction[] = [
    trigger('edge'),
    lines(BIT_40),
    { kind: 'save' },
    { kind: 'restore', into: 'fresh' },
    trigger('level'),
  ];
  const kvm = scene(kvmGic);
  kvm.does(...round);
  assert.equal(kvm.stateOf(target), 'I');
  const tracked = scene();
  tracked.does(...round);
  assert.equal(tracked.stateOf(target), 'P');
});

test('Q3: QEMU forgets at a reset that a line is high', () => {
  const gic = scene(qemuGic);
  gic.does(...ready(target, 'level'), drive(true), { kind: 'reset' });
  assert.equal(gic.stateOf(target), 'I');
});

test('a routing mode and Aff3 that do not exist are not kept', () => {
  const gic = scene(kvmGic);
  const routeOf = (to: number | 'any'): unknown => {
    gic.does({ kind: 'writeEnabled', ...target, enabled: true }, { kind: 'writeRoute', intId: 40, route: to });
    return gic.view().interrupts[0]?.route;
  };
  assert.equal(routeOf(0x0100_0002), 2);
  assert.equal(routeOf('any'), 0);
});

test('with four priority bits there are 16 active priorities', () => {
  const gic = scene({ ...architectureGic, priorityBits: 4 });
  gic.does(...ready(target, 'edge', 0xff), drive(true));
  assert.equal(gic.acknowledges(), 1023);
  gic.does({ kind: 'writePriority', ...target, priority: 0x8f });
  assert.equal(gic.acknowledges(), 40);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_AP1R0_EL1, 1 << 8);
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_RPR_EL1, 0x80);
  gic.does({ kind: 'writeActivePriorities', pe: 0, value: 0x1_0000 });
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_AP1R0_EL1, 0);
});

test('K14: what changes nothing on the wire is no event, an edge is one, and a change of a level', () => {
  const blind = (as: 'edge' | 'level') => {
    const gic = scene(kvmGic);
    gic.does(...ready(target, as), enables(false, false), drive(true), enables(false, true));
    return gic;
  };
  const edge = blind('edge');
  edge.does(drive(false));
  assert.equal(edge.acknowledges(), 1023);
  edge.does(drive(true));
  assert.equal(edge.acknowledges(), 40);
  const level = blind('level');
  level.does(drive(true));
  assert.equal(level.acknowledges(), 1023);
  level.does(drive(false), drive(true));
  assert.equal(level.acknowledges(), 40);
});

test('with events and separate group enables, an interrupt of group 0 is queued by EnableGrp0', () => {
  const gic = scene({ ...architectureGic, forwarding: 'onEvent' });
  const isQueued = () => gic.state().machine.cpuInterfaces[0]?.queue.includes(target.intId);
  gic.does(...ready(target, 'edge'), enables(true, true), group(0), drive(true));
  assert.equal(isQueued(), true);
  gic.does(enables(false, true), drive(false), drive(true));
  assert.equal(isQueued(), false);
});
