import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, kvmGic, openPoints } from './behaviour.js';
import type { GicAction } from './language.js';
import { ready, scene } from './scene.test.support.js';
import { unpredictable, whyUnpredictable } from './unpredictable.js';

const target = { pe: 0, intId: 40 };
const other = { pe: 0, intId: 41 };
const pulse: GicAction = { kind: 'pulse', ...target };
const acknowledge: GicAction = { kind: 'acknowledge', pe: 0 };
const end = (intId: number, pe = 0): GicAction => ({ kind: 'endOfInterrupt', pe, intId });
const running: readonly GicAction[] = [...ready(target, 'edge'), pulse, acknowledge];
const priorities = (value: number, pe = 0): GicAction => ({ kind: 'writeActivePriorities', pe, value });
const split = (pe: number): GicAction => ({ kind: 'writeEoiMode', pe, split: true });
const icfgr = (value: number): GicAction => ({
  kind: 'mmioWrite',
  frame: 'distributor',
  pe: 0,
  offset: 0xc08,
  width: 4,
  value,
});
const activeTwice: readonly GicAction[] = [
  ...ready(target, 'edge'),
  ...ready(other, 'edge'),
  { kind: 'writeActive', ...target, active: true },
  { kind: 'writeActive', ...other, active: true },
];

/** What came before, the action, and the id of why it is UNPREDICTABLE; undefined if it is not. */
const cases: readonly (readonly [string, readonly GicAction[], GicAction, string | undefined])[] = [
  ['ending the last acknowledged', running, end(40), undefined],
  ['ending another', running, end(41), 'end-not-last-acknowledged'],
  ['ending on another PE', running, end(40, 1), 'end-not-last-acknowledged'],
  ['ending on an absent PE', running, end(40, 7), 'end-not-last-acknowledged'],
  ['ending 1023', running, end(1023), undefined],
  ['deactivating before the end', running, { kind: 'deactivate', pe: 0, intId: 40 }, undefined],
  ['ending what was deactivated before', [...running, { kind: 'deactivate', pe: 0, intId: 40 }], end(40), undefined],
  ['splitting while running', running, split(0), 'split-changed-while-running'],
  ['splitting while idle', [], split(0), undefined],
  ['splitting an absent PE', [], split(9), undefined],
  [
    'a trigger of an enabled interrupt',
    ready(target, 'edge'),
    { kind: 'writeTrigger', ...target, trigger: 'level' },
    'trigger-changed-while-in-use',
  ],
  ['the same trigger again', ready(target, 'edge'), { kind: 'writeTrigger', ...target, trigger: 'edge' }, undefined],
  ['a trigger of a disabled interrupt', [], { kind: 'writeTrigger', ...target, trigger: 'edge' }, undefined],
  [
    'a trigger of an active interrupt',
    [{ kind: 'writeActive', ...target, active: true }],
    { kind: 'writeTrigger', ...target, trigger: 'edge' },
    'trigger-changed-while-in-use',
  ],
  ['a trigger of an absent interrupt', [], { kind: 'writeTrigger', pe: 0, intId: 999, trigger: 'edge' }, undefined],
  ['the trigger by a raw write', ready(target, 'edge'), icfgr(0), 'trigger-changed-while-in-use'],
  ['another trigger by a raw write', ready(target, 'edge'), icfgr(0x0002_0008), undefined],
  ['a group while active', running, { kind: 'writeGroup', ...target, group: 0 }, 'group-changed-while-active'],
  ['the same group while active', running, { kind: 'writeGroup', ...target, group: 1 }, undefined],
  ['a group while inactive', [], { kind: 'writeGroup', ...target, group: 1 }, undefined],
  ['a group of an absent interrupt', [], { kind: 'writeGroup', pe: 0, intId: 999, group: 1 }, undefined],
  ['active priorities from nowhere', [], priorities(1), 'active-priorities-invented'],
  ['active priorities on top of others', running, priorities((1 << 16) | 1), 'active-priorities-invented'],
  ['active priorities written back', running, priorities(1 << 16), undefined],
  ['active priorities of an absent PE', [], priorities(1, 5), undefined],
  [
    'active priorities that restore',
    [...ready(target, 'edge'), { kind: 'writeActive', ...target, active: true }],
    priorities(1 << 16),
    undefined,
  ],
  ['active priorities that two share', activeTwice, priorities(1 << 16), 'active-priorities-invented'],
  ['a wire of an absent interrupt', [], { kind: 'pulse', pe: 0, intId: 999 }, 'absent-line'],
  ['a level of an absent interrupt', [], { kind: 'drive', pe: 0, intId: 999, level: true }, 'absent-line'],
  ['a wire', [], pulse, undefined],
];
for (const [name, before, action, expected] of cases) {
  test(`${name}: ${expected ?? 'defined'}`, () => {
    const gic = scene(architectureGic, 2);
    gic.does(...before);
    assert.equal(whyUnpredictable(gic.state().machine, action)?.id, expected);
  });
}

test('a tie is UNPREDICTABLE only where the tie-break is not known', () => {
  const tie = [...ready(target, 'edge'), ...ready(other, 'edge'), pulse, { kind: 'pulse', ...other } as const];
  const outcomes = [architectureGic, kvmGic].map((behaviour) => {
    const gic = scene(behaviour);
    gic.does(...tie);
    return whyUnpredictable(gic.state().machine, acknowledge)?.id;
  });
  assert.deepEqual(outcomes, [undefined, 'tie']);
});

test('a save while a vCPU is in the guest is UNPREDICTABLE only where there are list registers', () => {
  const outcomes = [kvmGic, { ...kvmGic, listRegisters: { count: 4, tracksOverflow: false } }].map((behaviour) => {
    const gic = scene(behaviour);
    gic.does({ kind: 'enterGuest', pe: 0 });
    return whyUnpredictable(gic.state().machine, { kind: 'save' })?.id;
  });
  assert.deepEqual(outcomes, [undefined, 'userspace-while-in-guest']);
});

test('every entry is met by a case above', () => {
  const met = new Set<string | undefined>([
    ...cases.map(([, , , id]) => id),
    'tie',
    'userspace-while-in-guest',
    // unspecified.test.ts
    ...openPoints,
  ]);
  assert.deepEqual(
    unpredictable.filter(({ id }) => !met.has(id)).map(({ id }) => id),
    [],
  );
});
