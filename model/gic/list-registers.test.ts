import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, kvmGic, type GicBehaviour } from './behaviour.js';
import type { GicAction } from './language.js';
import { updateListRegister } from './list-registers.js';
import { ready, scene, type Scene } from './scene.test.support.js';
import { whyUnpredictable } from './unpredictable.js';

/** KVM on a CPU with four list registers, as the emulated host has. */
const kvm: GicBehaviour = { ...kvmGic, listRegisters: { count: 4, tracksOverflow: false } };
const spi = { pe: 0, intId: 40 };
const BIT_40 = 1 << 8;
const pulse: GicAction = { kind: 'pulse', ...spi };
const drive = (level: boolean): GicAction => ({ kind: 'drive', ...spi, level });
const enable = (enabled: boolean): GicAction => ({ kind: 'writeEnabled', ...spi, enabled });
const pend = (pending: boolean): GicAction => ({ kind: 'writePending', ...spi, pending });
const activate = (active: boolean): GicAction => ({ kind: 'writeActive', ...spi, active });
const trigger = (to: 'edge' | 'level'): GicAction => ({ kind: 'writeTrigger', ...spi, trigger: to });
const route = (to: number, intId = 40): GicAction => ({ kind: 'writeRoute', intId, route: to });
const enter = (pe = 1): GicAction => ({ kind: 'enterGuest', pe });
const leave = (pe = 1): GicAction => ({ kind: 'leaveGuest', pe });
const end = (pe: number, intId = 40): GicAction => ({ kind: 'endOfInterrupt', pe, intId });
const read = (offset: number, pe = 0, width: 1 | 4 = 4): GicAction => ({
  kind: 'mmioRead',
  frame: 'distributor',
  pe,
  offset,
  width,
});
const ISPENDR1 = 0x204;
const ISACTIVER1 = 0x304;

/** INTID 40 routed to PE 1, whose CPU interface is open. */
function routedAway(behaviour = kvm, as: 'edge' | 'level' = 'edge'): Scene {
  const gic = scene(behaviour, 2);
  gic.does(...ready(spi, as), route(1), { kind: 'writeGroupEnable', pe: 1, enabled: true });
  gic.does({ kind: 'writePriorityMask', pe: 1, value: 0xf8 });
  return gic;
}

test('without list registers nobody sees whether a vCPU is in the guest', () => {
  const [resident, other] = [routedAway(architectureGic), routedAway(architectureGic)];
  resident.does(pulse, enter(), enter());
  other.does(pulse);
  assert.deepEqual(resident.state(), other.state());
  resident.does(leave());
  assert.deepEqual(resident.state(), other.state());
});

test('a vCPU that is not in the guest does not leave it, and has no list register to change', () => {
  const gic = routedAway();
  gic.does(pulse);
  const before = gic.state();
  gic.does(leave(), enter(7), leave(7));
  assert.deepEqual(gic.state(), before);
  const change = (): never => assert.fail('there is none');
  assert.deepEqual(updateListRegister(before.machine, 1, 40, change), before.machine);
});

test('with events but without list registers an interrupt is queued, and any PE takes what is routed to any', () => {
  const gic = routedAway({ ...kvmGic, routingMode: 'implemented' });
  gic.does(pulse, { kind: 'writeRoute', intId: 40, route: 'any' });
  assert.equal(gic.acknowledges(1), 40);
});

test('K5: while an edge is in the list register of another vCPU, ISPENDR reads 0 and ICPENDR does nothing', () => {
  const gic = routedAway();
  gic.does(pulse, enter());
  assert.deepEqual(gic.does(read(ISPENDR1)), { kind: 'value', value: 0 });
  gic.does(pend(false), leave());
  assert.deepEqual(gic.does(read(ISPENDR1)), { kind: 'value', value: BIT_40 });
  gic.does(pend(false));
  assert.equal(gic.stateOf(spi), 'I');
});

test('a level is copied: its line is read, and counts, wherever the register is', () => {
  const gic = routedAway(kvm, 'level');
  gic.does(drive(true), enter());
  assert.deepEqual(gic.does(read(ISPENDR1)), { kind: 'value', value: BIT_40 });
  gic.does(drive(false));
  assert.equal(gic.view().cpuInterfaces[1]?.ICC_HPPIR1_EL1, 40, 'the register has it until the vCPU leaves');
  gic.does(leave());
  assert.equal(gic.view().cpuInterfaces[1]?.ICC_HPPIR1_EL1, 1023);
});

test('K15: a vCPU that is in the guest can acknowledge what another has disabled, until it leaves', () => {
  for (const [leaves, acknowledged] of [
    [false, 40],
    [true, 1023],
  ] as const) {
    const gic = routedAway();
    gic.does(pulse, enter(), enable(false), ...(leaves ? [leave(), enter()] : []));
    assert.equal(gic.acknowledges(1), acknowledged);
  }
});

test('K3c: what is pending in a register is dropped when its trigger has become level meanwhile', () => {
  for (const [resides, left] of [
    [true, 'I'],
    [false, 'P'],
  ] as const) {
    const gic = routedAway();
    gic.does(pulse, ...(resides ? [enter()] : []), enable(false), trigger('level'), leave());
    assert.equal(gic.stateOf(spi), left);
  }
});

test('a whole interrupt within the guest: acknowledged, ended, and seen by others only as far as they may', () => {
  const gic = routedAway();
  const lower = { pe: 0, intId: 41 };
  gic.does(...ready(lower, 'edge', 0xa0), route(1, 41), { kind: 'pulse', ...lower });
  gic.does(pulse, enter(), enter());
  assert.equal(gic.acknowledges(1), 40);
  assert.equal(gic.view().cpuInterfaces[1]?.ICC_RPR_EL1, 0x80);
  assert.equal(gic.view().cpuInterfaces[1]?.ICC_HPPIR1_EL1, 41);
  assert.equal(gic.view().interrupts[0]?.active, true);
  assert.equal(gic.stateOf(spi), 'I', 'only the register knows');
  gic.does(pulse);
  assert.equal(gic.acknowledges(1), 1023, 'a new edge waits until the vCPU leaves');
  gic.does(end(1));
  assert.equal(gic.acknowledges(1), 41);
  gic.does(end(1, 41));
  assert.equal(gic.acknowledges(1), 1023);
  gic.does(leave());
  assert.equal(gic.acknowledges(1), 40);
});

test('an access to the active state of an SPI stops every vCPU, any other only the one that makes it', () => {
  const seen = (access: GicAction) => {
    const gic = routedAway();
    gic.does(pulse, enter());
    gic.acknowledges(1);
    gic.does(enter(0), access);
    return gic.stateOf(spi);
  };
  assert.equal(seen(read(ISACTIVER1)), 'A');
  assert.equal(seen({ ...read(ISACTIVER1 + 0x80), kind: 'mmioWrite', value: 0 } as GicAction), 'A');
  assert.equal(seen(activate(true)), 'A');
  assert.equal(seen(activate(false)), 'I');
  assert.equal(seen({ kind: 'writeActive', pe: 0, intId: 20, active: false }), 'I');
  assert.equal(seen(read(ISACTIVER1, 0, 1)), 'I');
  assert.equal(seen(read(ISPENDR1)), 'I');
  assert.equal(seen(read(ISPENDR1, 1)), 'A');
  assert.equal(seen({ ...read(0x1_0300, 0), frame: 'redistributor' } as GicAction), 'I');
  assert.equal(seen({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true }), 'I');
});

test('the latch of a level-triggered interrupt is used up once its register is empty', () => {
  const gic = routedAway(kvm, 'level');
  gic.does(pend(true), enter());
  assert.equal(gic.acknowledges(1), 40);
  gic.does(leave(), enter());
  assert.equal(gic.stateOf(spi), 'A+P');
  gic.does(end(1), leave());
  assert.equal(gic.stateOf(spi), 'I');
});

test('an interrupt that is routed elsewhere moves when the vCPU that has it leaves', () => {
  const gic = routedAway();
  gic.does(pulse, enter(), route(0));
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_HPPIR1_EL1, 1023);
  gic.does(leave());
  assert.equal(gic.view().cpuInterfaces[0]?.ICC_HPPIR1_EL1, 40);
  assert.equal(gic.view().cpuInterfaces[1]?.ICC_HPPIR1_EL1, 1023);
});

test('it moves also while others stay in the guest, and what is no longer deliverable leaves the queue', () => {
  const gic = routedAway();
  gic.does(pulse, enter(0), enter(1), route(0), read(ISPENDR1, 1));
  assert.equal(gic.acknowledges(0), 1023, 'its vCPU has not left since');
  gic.does(read(ISPENDR1, 0));
  assert.equal(gic.acknowledges(0), 40);
  const lost = routedAway();
  lost.does(pulse, enter(0), enter(1), route(9), leave(1), route(1), enter(1));
  assert.equal(lost.acknowledges(1), 1023, 'a new route queues nothing (K14)');
});

test('a deactivation on a vCPU that has no such list register does nothing', () => {
  const gic = routedAway();
  gic.does({ kind: 'writeEoiMode', pe: 0, split: true }, { kind: 'writeEoiMode', pe: 1, split: true }, pulse);
  gic.acknowledges(1);
  gic.does(end(1), { kind: 'deactivate', pe: 0, intId: 40 });
  assert.equal(gic.stateOf(spi), 'A');
  gic.does(enter(), { kind: 'deactivate', pe: 1, intId: 40 }, leave());
  assert.equal(gic.stateOf(spi), 'I');
});

/** So many interrupts active, from INTID 40 on, and one more pending, of a higher priority, on PE 0. */
function activeAndOnePending(count: number, behaviour = kvm): Scene {
  const gic = scene(behaviour);
  const active = Array.from({ length: count }, (_, index) => ({ pe: 0, intId: 40 + index }));
  gic.does(...ready({ pe: 0, intId: 50 }, 'edge', 0x40), { kind: 'writeEoiMode', pe: 0, split: true });
  for (const target of active) gic.does({ kind: 'writeActive', ...target, active: true });
  gic.does({ kind: 'pulse', pe: 0, intId: 50 });
  return gic;
}
const deactivate = (intId: number): GicAction => ({ kind: 'deactivate', pe: 0, intId });
const mended = { ...kvm, listRegisters: { count: 4, tracksOverflow: true } };

test('K16: four active interrupts fill the registers, and hide whatever is pending, until one of them ends', () => {
  const gic = activeAndOnePending(4);
  assert.equal(gic.acknowledges(), 1023);
  gic.does(deactivate(43));
  assert.equal(gic.acknowledges(), 50);
  assert.equal(activeAndOnePending(4, mended).acknowledges(), 50);
});

test('K16: the fifth active interrupt is in no register, and its end is lost', () => {
  for (const [behaviour, inside, fifth] of [
    [kvm, false, 'A'],
    [kvm, true, 'A'],
    [mended, false, 'I'],
    [mended, true, 'I'],
  ] as const) {
    const gic = activeAndOnePending(5, behaviour);
    gic.does(...(inside ? [enter(0)] : []), deactivate(44), deactivate(43));
    assert.equal(gic.stateOf({ pe: 0, intId: 44 }), fifth);
    gic.does(leave(0));
    assert.equal(gic.stateOf({ pe: 0, intId: 43 }), 'I');
  }
});

test('the order in which interrupts were queued decides which active ones have a register', () => {
  const gic = scene(kvm);
  gic.does({ kind: 'writeEoiMode', pe: 0, split: true });
  for (const intId of [44, 43, 42, 41, 40]) gic.does({ kind: 'writeActive', pe: 0, intId, active: true });
  gic.does(deactivate(40), deactivate(44));
  assert.equal(gic.stateOf({ pe: 0, intId: 40 }), 'A');
  assert.equal(gic.stateOf({ pe: 0, intId: 44 }), 'I');
});

test('K16: pending interrupts of group 0 fill the registers, and hide one of group 1', () => {
  const gic = scene(kvm);
  for (const intId of [40, 41, 42, 43, 44]) gic.does(...ready({ pe: 0, intId }, 'edge', 0x80 + 8 * (intId - 40)));
  gic.does(pulse, { kind: 'pulse', pe: 0, intId: 44 });
  for (const intId of [40, 41, 42, 43]) {
    gic.does({ kind: 'writeGroup', pe: 0, intId, group: 0 }, { kind: 'pulse', pe: 0, intId });
  }
  assert.equal(gic.acknowledges(), 1023);
  gic.does({ kind: 'writeEnabled', pe: 0, intId: 43, enabled: false });
  assert.equal(gic.acknowledges(), 44);
});

test('what userspace does while a vCPU is in the guest is not defined, and the active state counts where it is', () => {
  const gic = routedAway();
  gic.does(pulse, enter());
  gic.acknowledges(1);
  const why = (action: GicAction) => whyUnpredictable(gic.state().machine, action)?.id;
  for (const kind of ['save', 'reset'] as const) assert.equal(why({ kind }), 'userspace-while-in-guest');
  assert.equal(why({ kind: 'writeGroup', ...spi, group: 0 }), 'group-changed-while-active');
  gic.does({ kind: 'writeActivePriorities', pe: 1, value: 0 });
  gic.does({ kind: 'writeActivePriorities', pe: 1, value: 1 << 16 });
  assert.deepEqual(gic.state().machine.cpuInterfaces[1]?.acknowledged, [40]);
  gic.does(leave());
  assert.equal(why({ kind: 'save' }), undefined);
});
