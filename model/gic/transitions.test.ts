import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClauseId } from '../../spec/index.js';
import type { Trigger } from './fields.js';
import type { GicAction } from './language.js';
import { ready, scene } from './scene.test.support.js';

const target = { pe: 0, intId: 40 };
const drive = (level: boolean): GicAction => ({ kind: 'drive', ...target, level });
const pulse: GicAction = { kind: 'pulse', ...target };
const pend = (pending: boolean): GicAction => ({ kind: 'writePending', ...target, pending });
const activate = (active: boolean): GicAction => ({ kind: 'writeActive', ...target, active });
const enable = (enabled: boolean): GicAction => ({ kind: 'writeEnabled', ...target, enabled });
const trigger = (to: Trigger): GicAction => ({ kind: 'writeTrigger', ...target, trigger: to });
const end: GicAction = { kind: 'endOfInterrupt', pe: 0, intId: 40 };
const deactivate: GicAction = { kind: 'deactivate', pe: 0, intId: 40 };
const acknowledge: GicAction = { kind: 'acknowledge', pe: 0 };
const split: GicAction = { kind: 'writeEoiMode', pe: 0, split: true };

/** How an interrupt comes to I, P, A and A+P. A level-triggered one is pending by its line and, when A, has it low. */
const priorStates: Record<Trigger, readonly (readonly GicAction[])[]> = {
  edge: [[], [pulse], [pulse, acknowledge], [pulse, acknowledge, pulse]],
  level: [[], [drive(true)], [drive(true), acknowledge, drive(false)], [drive(true), acknowledge]],
};

/** Clause, trigger, what is done, and the states that it leads to from I, P, A and A+P. */
const table: readonly (readonly [ClauseId, Trigger, readonly GicAction[], string])[] = [
  ['GIC-T1', 'edge', [drive(true)], 'P P A+P A+P'],
  ['GIC-T1', 'level', [drive(true)], 'P P A+P A+P'],
  ['GIC-T2', 'edge', [drive(true), pend(false), drive(false)], 'I I A A'],
  ['GIC-T2', 'edge', [drive(false)], 'I P A A+P'],
  ['GIC-T2', 'level', [drive(false)], 'I I A A'],
  ['GIC-T2', 'level', [pend(true), drive(false)], 'P P A+P A+P'],
  ['GIC-T3', 'edge', [drive(true), pend(false), drive(true)], 'I I A A'],
  ['GIC-T3', 'level', [drive(true), drive(true)], 'P P A+P A+P'],
  ['GIC-T4', 'edge', [pulse, pulse, pulse], 'P P A+P A+P'],
  ['GIC-T4', 'level', [pulse, pulse], 'I I A A'],
  ['GIC-T5', 'edge', [pend(true)], 'P P A+P A+P'],
  ['GIC-T5', 'level', [pend(true)], 'P P A+P A+P'],
  ['GIC-T6', 'edge', [pend(false)], 'I I A A'],
  ['GIC-T6', 'edge', [drive(true), pend(false)], 'I I A A'],
  ['GIC-T6', 'level', [pend(false)], 'I P A A+P'],
  ['GIC-T7', 'edge', [acknowledge], 'I A A A+P'],
  ['GIC-T7', 'level', [acknowledge], 'I A+P A A+P'],
  ['GIC-T9', 'edge', [end], 'I P I P'],
  ['GIC-T9', 'level', [end], 'I P I P'],
  ['GIC-T10', 'edge', [split, end], 'I P A A+P'],
  ['GIC-T10', 'level', [split, end], 'I P A A+P'],
  ['GIC-T11', 'edge', [split, end, deactivate], 'I P I P'],
  ['GIC-T11', 'level', [split, end, deactivate], 'I P I P'],
  ['GIC-T12', 'edge', [deactivate], 'I P A A+P'],
  ['GIC-T12', 'level', [deactivate], 'I P A A+P'],
  [
    'GIC-T13',
    'edge',
    [
      { ...end, intId: 1023 },
      { ...end, intId: 1020 },
    ],
    'I P A A+P',
  ],
  ['GIC-T13', 'level', [{ ...end, intId: 1023 }], 'I P A A+P'],
  ['GIC-T15', 'edge', [activate(true)], 'A A+P A A+P'],
  ['GIC-T15', 'level', [activate(true)], 'A A+P A A+P'],
  ['GIC-T16', 'edge', [activate(false)], 'I P I P'],
  ['GIC-T16', 'level', [activate(false)], 'I P I P'],
  ['GIC-T17', 'edge', [enable(false)], 'I P A A+P'],
  ['GIC-T17', 'edge', [enable(false), pulse, enable(true)], 'P P A+P A+P'],
  ['GIC-T17', 'level', [enable(false), enable(true)], 'I P A A+P'],
  ['GIC-T18', 'edge', [{ kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false }], 'I P A A+P'],
  ['GIC-T18', 'level', [{ kind: 'writeGroupEnable', pe: 0, enabled: false }], 'I P A A+P'],
  ['GIC-T19', 'edge', [{ kind: 'writePriorityMask', pe: 0, value: 0 }], 'I P A A+P'],
  ['GIC-T20', 'edge', [{ kind: 'writeGroup', ...target, group: 0 }], 'I P A A+P'],
  ['GIC-T21', 'edge', [{ kind: 'writeRoute', intId: 40, route: 7 }], 'I P A A+P'],
  ['GIC-T22', 'edge', [enable(false), trigger('level')], 'I P A A+P'],
  ['GIC-T22', 'level', [enable(false), trigger('edge')], 'I I A A'],
  ['GIC-T22', 'level', [enable(false), trigger('edge'), trigger('level')], 'I P A A+P'],
  ['GIC-T23', 'edge', [{ kind: 'writePriority', ...target, priority: 0xf8 }], 'I P A A+P'],
  ['GIC-T25', 'edge', [{ kind: 'reset' }], 'I I I I'],
  ['GIC-T25', 'level', [{ kind: 'reset' }], 'I P I P'],
  ['GIC-T26', 'edge', [split, deactivate], 'I P I P'],
  ['GIC-T26', 'edge', [split, deactivate, end], 'I P I P'],
  ['GIC-T26', 'level', [split, deactivate], 'I P I P'],
];

for (const [clause, kind, actions, expected] of table) {
  test(`${clause}, ${kind}: ${actions.map((action) => action.kind).join(', ')} leads from I, P, A, A+P to ${expected}`, () => {
    const reached = priorStates[kind].map((prior) => {
      const gic = scene();
      gic.does(...ready(target, kind), ...prior, ...actions);
      return gic.stateOf(target);
    });
    assert.equal(reached.join(' '), expected);
  });
}

for (const kind of ['edge', 'level'] as const) {
  test(`the prior states of a ${kind}-triggered interrupt are what they are called`, () => {
    const reached = priorStates[kind].map((prior) => {
      const gic = scene();
      gic.does(...ready(target, kind), ...prior);
      return gic.stateOf(target);
    });
    assert.equal(reached.join(' '), 'I P A A+P');
  });
}
