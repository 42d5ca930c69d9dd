import * as fc from 'fast-check';
import type { GicAction, GicConfig, Target } from '../../model/index.js';
import { gicActions } from '../gic/arbitraries/index.js';
import { withinListRegisters } from './in-flight.js';
import { kvmConfig, type GicRun } from './new-vm.js';
import { leavingSgisAlone } from './sgis.js';
import { assignmentOf, wordOf } from './words.js';

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
