import * as fc from 'fast-check';
import { kvmGic, type GicAction, type GicBehaviour, type GicConfig, type Target } from '../../model/index.js';
import { gicActions } from '../gic/arbitraries/index.js';
import { LIST_REGISTERS, withinListRegisters } from './in-flight.js';
import { resolve } from '../gic/resolve.js';
import { leavingSgisAlone } from './sgis.js';

/** Actions on a GIC of this configuration. */
export interface GicRun {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
}

/**
 * KVM’s vGICv3 where a reset is a new VM, since it has no reset of its own: the wires into it are low. The list registers
 * are those of the emulated host, and KVM does with them what it did until 2025-11.
 */
export const kvmInNewVm: GicBehaviour = {
  ...kvmGic,
  lineOnReset: 'forgotten',
  listRegisters: { count: LIST_REGISTERS, tracksOverflow: false },
};

/** Sizes that KVM can make; small ones, since each register costs a call. */
const kvmConfig: fc.Arbitrary<GicConfig> = fc.record({
  peCount: fc.constantFrom(1, 1, 2, 3, 4),
  spiCount: fc.constantFrom(32, 32, 32, 64, 96),
  behaviour: fc.constant(kvmInNewVm),
});

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

/** Runs of a guest: those that SoftGic is checked with, on a GIC that is KVM's, with what userspace assigns and reads. */
export const agentGicRun: fc.Arbitrary<GicRun> = kvmConfig.chain((config) =>
  gicActions(config).chain((guest) => {
    const actions = guest.map(awayFromTheTimer).map(leavingSgisAlone);
    return fc.tuple(byUserspace(actions), heldLevels(config, actions)).map(([some, held]) => ({
      config,
      actions: withinListRegisters(config, amid(actions, [...some, ...held])),
    }));
  }),
);

interface Inserted {
  /** Before which action of the guest. */
  readonly before: number;
  readonly actions: readonly GicAction[];
}

/** Accesses by userspace, to words of interrupts that the run is about. */
function byUserspace(actions: readonly GicAction[]): fc.Arbitrary<readonly Inserted[]> {
  const targets = actions.flatMap((action) => (action.kind === 'writeEnabled' ? [action] : []));
  if (targets.length === 0) return fc.constant([]);
  const one = fc.constantFrom(...targets).map(({ pe, intId }): Target => ({ pe, intId }));
  const word = wordOf(one);
  const bits = fc.oneof(
    { weight: 3, arbitrary: one.map(({ intId }) => 1 << (intId % 32)) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  const assignment = assignmentOf(word, bits);
  const action = fc.oneof<fc.Arbitrary<GicAction>[]>(
    assignment.map((to) => ({ kind: 'assignPending', ...to })),
    assignment.map((to) => ({ kind: 'assignLines', ...to })),
    word.map((at) => ({ kind: 'readLatches', ...at })),
    word.map((at) => ({ kind: 'readLines', ...at })),
  );
  const alone = action.map((access) => [access]);
  return fc.array(fc.record({ before: fc.nat(actions.length), actions: alone }), { maxLength: 8, size: 'max' });
}

/**
 * SPIs whose line is still high at the end of their interrupt, as it is when another event came within the handler. An
 * irqfd is lowered there, and has to be raised again.
 */
function heldLevels(config: GicConfig, actions: readonly GicAction[]): fc.Arbitrary<readonly Inserted[]> {
  const spi = fc.integer({ min: 32, max: 31 + config.spiCount });
  const held = fc
    .record({
      intId: spi,
      pe: fc.nat(config.peCount - 1),
      deactivator: fc.nat(config.peCount - 1),
      falls: fc.boolean(),
    })
    .map(({ intId, pe, deactivator, falls }): readonly GicAction[] => [
      { kind: 'writeEnabled', pe, intId, enabled: false },
      { kind: 'writeTrigger', pe, intId, trigger: 'level' },
      { kind: 'writeGroup', pe, intId, group: 1 },
      { kind: 'writePriority', pe, intId, priority: 0 },
      { kind: 'writeRoute', intId, route: pe },
      { kind: 'writeEnabled', pe, intId, enabled: true },
      { kind: 'drive', pe, intId, level: true },
      { kind: 'acknowledge', pe },
      { kind: 'endOfInterrupt', pe, intId },
      { kind: 'deactivate', pe: deactivator, intId },
      ...(falls ? [{ kind: 'drive', pe, intId, level: false } as const] : []),
    ]);
  return fc.array(fc.record({ before: fc.nat(actions.length), actions: held }), { maxLength: 2, size: 'max' });
}

const amid = (actions: readonly GicAction[], some: readonly Inserted[]): readonly GicAction[] =>
  [...actions, undefined].flatMap((one, index) => [
    ...some.filter(({ before }) => before === index).flatMap((inserted) => inserted.actions),
    ...(one === undefined ? [] : [one]),
  ]);

const VIRTUAL_TIMER = 27;
const FREE_PPI = 20;

/** In a VM that runs, KVM's own timer drives its PPI; nobody else can (call `irq-line-ppi-of-the-timer-is-ignored` of KVM's contract). */
function awayFromTheTimer(action: GicAction): GicAction {
  return 'intId' in action && action.intId === VIRTUAL_TIMER ? { ...action, intId: FREE_PPI } : action;
}

function target({ peCount, spiCount }: GicConfig): fc.Arbitrary<Target> {
  const last = 31 + spiCount;
  const spis = [32, 33, 47, 48, 63, 64, 95, last].filter((intId) => intId <= last);
  const spi = fc.constantFrom(...spis).map((intId) => ({ pe: 0, intId }));
  const ppi = fc.record({ pe: fc.nat(peCount - 1), intId: fc.constantFrom(16, 20, 31) });
  return fc.oneof({ weight: 4, arbitrary: spi }, { weight: 1, arbitrary: ppi });
}

interface Word {
  readonly pe: number;
  readonly word: number;
}

const wordOf = (one: fc.Arbitrary<Target>): fc.Arbitrary<Word> =>
  one.map(({ pe, intId }) => ({ pe, word: Math.floor(intId / 32) }));

/** Word 0 begins with the SGIs, which are out of scope. */
const assignmentOf = (word: fc.Arbitrary<Word>, bits: fc.Arbitrary<number>): fc.Arbitrary<Word & { bits: number }> =>
  fc.tuple(word, bits).map(([at, value]) => ({ ...at, bits: (at.word === 0 ? value & ~0xffff : value) >>> 0 }));

const piece = (weight: number, arbitrary: fc.Arbitrary<GicAction>) => ({
  weight,
  arbitrary: arbitrary.map((action): readonly GicAction[] => [action]),
});

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
  return fc.oneof(
    piece(
      8,
      one.map((to) => ({ kind: 'pulse', ...to })),
    ),
    piece(
      6,
      one.map((to) => ({ kind: 'drive', level: true, ...to })),
    ),
    piece(
      6,
      one.map((to) => ({ kind: 'drive', level: false, ...to })),
    ),
    piece(
      5,
      assignment.map((to) => ({ kind: 'assignPending', ...to })),
    ),
    piece(
      4,
      assignment.map((to) => ({ kind: 'assignLines', ...to })),
    ),
    piece(
      3,
      word.map((at) => ({ kind: 'readLatches', ...at })),
    ),
    piece(
      3,
      word.map((at) => ({ kind: 'readLines', ...at })),
    ),
    { weight: 4, arbitrary: triggerChange(one) },
    piece(
      3,
      fc.tuple(one, fc.boolean()).map(([to, enabled]) => ({ kind: 'writeEnabled', ...to, enabled })),
    ),
    piece(
      3,
      fc.tuple(one, fc.boolean()).map(([to, active]) => ({ kind: 'writeActive', ...to, active })),
    ),
    piece(
      2,
      fc.tuple(one, fc.boolean()).map(([to, isOne]) => ({ kind: 'writeGroup', ...to, group: isOne ? 1 : 0 })),
    ),
    piece(
      2,
      fc.tuple(one, priority).map(([to, value]) => ({ kind: 'writePriority', ...to, priority: value })),
    ),
    piece(
      2,
      fc.tuple(one, route).map(([{ intId }, way]) => ({ kind: 'writeRoute', intId: Math.max(32, intId), route: way })),
    ),
    piece(
      2,
      fc.boolean().map((enableGrp1) => ({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1 })),
    ),
    piece(
      1,
      fc.tuple(pe, priority).map(([at, value]) => ({ kind: 'writePriorityMask', pe: at, value })),
    ),
    piece(
      1,
      fc.tuple(pe, fc.nat(7)).map(([at, value]) => ({ kind: 'writeBinaryPoint', pe: at, value })),
    ),
    piece(
      1,
      fc.tuple(pe, fc.boolean()).map(([at, enabled]) => ({ kind: 'writeGroupEnable', pe: at, enabled })),
    ),
    piece(
      1,
      fc.tuple(pe, fc.boolean()).map(([at, split]) => ({ kind: 'writeEoiMode', pe: at, split })),
    ),
    piece(1, fc.constant({ kind: 'save' })),
    piece(1, fc.constantFrom<GicAction[]>({ kind: 'restore', into: 'same' }, { kind: 'restore', into: 'fresh' })),
    {
      weight: 1,
      arbitrary: fc.constant<readonly GicAction[]>([
        { kind: 'save' },
        { kind: 'reset' },
        { kind: 'restore', into: 'same' },
      ]),
    },
  );
}

/** A change of the trigger is defined only while the interrupt is disabled and inactive. */
function triggerChange(one: fc.Arbitrary<Target>): fc.Arbitrary<readonly GicAction[]> {
  return fc.tuple(one, fc.constantFrom('edge' as const, 'level' as const)).map(([to, trigger]) => [
    { kind: 'writeEnabled', ...to, enabled: false },
    { kind: 'writeActive', ...to, active: false },
    { kind: 'writeTrigger', ...to, trigger },
  ]);
}
