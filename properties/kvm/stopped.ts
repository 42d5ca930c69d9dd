import * as fc from 'fast-check';
import type { GicAction, GicConfig, Target } from '../../model/index.js';
import { resolve } from '../gic/resolve.js';
import { kvmConfig, type GicRun } from './new-vm.js';
import { assignmentOf, wordOf } from './words.js';

/**
 * Runs that need no running vCPU: wires, configuration, and what userspace does through KVM's device attributes, on a
 * few interrupts at the edges of the register words.
 */
export const stoppedGicRun: fc.Arbitrary<GicRun> = kvmConfig.chain((config) =>
  fc
    .uniqueArray(target(config), { minLength: 2, maxLength: 6, selector: ({ pe, intId }) => `${pe} ${intId}` })
    .chain((targets) =>
      fc.array(stoppedAction(config, fc.constantFrom(...targets)), { minLength: 8, maxLength: 40, size: 'max' }),
    )
    .map((actions) => ({ config, actions: resolve(config, actions.flat()) })),
);

function target({ peCount, spiCount }: GicConfig): fc.Arbitrary<Target> {
  const last = 31 + spiCount;
  const spis = [32, 33, 47, 48, 63, 64, 95, last].filter((intId) => intId <= last);
  const spi = fc.constantFrom(...spis).map((intId) => ({ pe: 0, intId }));
  const ppi = fc.record({ pe: fc.nat(peCount - 1), intId: fc.constantFrom(16, 20, 31) });
  return fc.oneof({ weight: 4, arbitrary: spi }, { weight: 1, arbitrary: ppi });
}

/** One action, or a few that only make sense together. */
function stoppedAction({ peCount }: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<readonly GicAction[]> {
  const pe = fc.nat(peCount - 1);
  const priority = fc.constantFrom(0, 0x08, 0x80, 0xa0, 0xf8, 0xff, 0x87);
  const route = fc.constantFrom(0, peCount - 1, peCount, 0x0001_0000);
  const word = wordOf(one);
  const assignment = assignmentOf(
    word,
    fc.oneof(
      one.map(({ intId }) => 1 << (intId % 32)),
      fc.constantFrom(0, -1),
      fc.nat(0xffff_ffff),
    ),
  );
  const weighted: readonly (readonly [weight: number, fc.Arbitrary<readonly GicAction[]>])[] = [
    [8, alone(one.map((to) => ({ kind: 'pulse', ...to })))],
    [6, alone(one.map((to) => ({ kind: 'drive', level: true, ...to })))],
    [6, alone(one.map((to) => ({ kind: 'drive', level: false, ...to })))],
    [5, alone(assignment.map((to) => ({ kind: 'assignPending', ...to })))],
    [4, alone(assignment.map((to) => ({ kind: 'assignLines', ...to })))],
    [3, alone(word.map((at) => ({ kind: 'readLatches', ...at })))],
    [3, alone(word.map((at) => ({ kind: 'readLines', ...at })))],
    [4, triggerChange(one)],
    [3, alone(fc.tuple(one, fc.boolean()).map(([to, enabled]) => ({ kind: 'writeEnabled', ...to, enabled })))],
    [3, alone(fc.tuple(one, fc.boolean()).map(([to, active]) => ({ kind: 'writeActive', ...to, active })))],
    [2, alone(fc.tuple(one, fc.boolean()).map(([to, isOne]) => ({ kind: 'writeGroup', ...to, group: isOne ? 1 : 0 })))],
    [2, alone(fc.tuple(one, priority).map(([to, value]) => ({ kind: 'writePriority', ...to, priority: value })))],
    [
      2,
      alone(
        fc
          .tuple(one, route)
          .map(([{ intId }, way]) => ({ kind: 'writeRoute', intId: Math.max(32, intId), route: way })),
      ),
    ],
    [2, alone(fc.boolean().map((enableGrp1) => ({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1 })))],
    [1, alone(fc.tuple(pe, priority).map(([at, value]) => ({ kind: 'writePriorityMask', pe: at, value })))],
    [1, alone(fc.tuple(pe, fc.nat(7)).map(([at, value]) => ({ kind: 'writeBinaryPoint', pe: at, value })))],
    [1, alone(fc.tuple(pe, fc.boolean()).map(([at, enabled]) => ({ kind: 'writeGroupEnable', pe: at, enabled })))],
    [1, alone(fc.tuple(pe, fc.boolean()).map(([at, split]) => ({ kind: 'writeEoiMode', pe: at, split })))],
    [1, alone(fc.constant({ kind: 'save' }))],
    [1, alone(fc.constantFrom<GicAction[]>({ kind: 'restore', into: 'same' }, { kind: 'restore', into: 'fresh' }))],
    [1, fc.constant<readonly GicAction[]>([{ kind: 'save' }, { kind: 'reset' }, { kind: 'restore', into: 'same' }])],
  ];
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const alone = (arbitrary: fc.Arbitrary<GicAction>): fc.Arbitrary<readonly GicAction[]> =>
  arbitrary.map((action) => [action]);

/** A change of the trigger is defined only while the interrupt is disabled and inactive. */
function triggerChange(one: fc.Arbitrary<Target>): fc.Arbitrary<readonly GicAction[]> {
  return fc.tuple(one, fc.constantFrom('edge' as const, 'level' as const)).map(([to, trigger]) => [
    { kind: 'writeEnabled', ...to, enabled: false },
    { kind: 'writeActive', ...to, active: false },
    { kind: 'writeTrigger', ...to, trigger },
  ]);
}
