import * as fc from 'fast-check';
import type { GicAction, GicConfig } from '../../model/index.js';
import { resolve, type Intention } from '../../properties/gic/resolve.js';
import { kvmInNewVm, type GicRun } from '../../properties/kvm/new-vm.js';
import { withinListRegisters } from '../../properties/kvm/in-flight.js';
import { everyAction } from './gic-instances.js';
import { actionsOf } from './gic-labels.js';
import { setUp } from './gic-map.js';

/** The GIC of all of them. */
export const specifiedConfig: GicConfig = { peCount: 1, spiCount: 32, behaviour: kvmInNewVm };
const pe = 0;

/** How many pieces a generated run has; most of them are one action. */
const PIECES = 40;

/**
 * Runs of a guest and its devices that the specification of the GIC can tell: one PE, these SPIs, every action. The same
 * seed gives the same runs.
 */
export function sampleSpecifiedRuns(intIds: readonly number[], seed: number, count: number): readonly GicRun[] {
  const run = fc
    .array(piece(intIds), { minLength: PIECES, maxLength: PIECES })
    .map((pieces) => resolve(specifiedConfig, [...setUp(intIds), ...urgentLast(intIds), ...pieces.flat()]))
    .map((actions) => ({
      config: specifiedConfig,
      actions: withinListRegisters(specifiedConfig, actions),
    }));
  return fc.sample(run, { seed, numRuns: count });
}

/** Anything, but more often what makes an interrupt come and go. */
function piece(intIds: readonly number[]): fc.Arbitrary<readonly Intention[]> {
  const anything = actionsOf({
    name: 'recorded',
    behaviour: kvmInNewVm,
    intIds,
    actions: everyAction,
    priorities: [0x80, 0xa0, 0xa7],
    masks: [0x80, 0xf0],
    binaryPoints: [0, 3, 6],
  });
  const signals = intIds.flatMap((intId): readonly GicAction[] => [
    { kind: 'pulse', pe, intId },
    { kind: 'drive', pe, intId, level: true },
  ]);
  const oneOf = (weight: number, pieces: readonly (readonly Intention[])[]) => ({
    weight,
    arbitrary: fc.constantFrom(...pieces),
  });
  const acknowledge: GicAction = { kind: 'acknowledge', pe };
  return fc.oneof(
    oneOf(
      5,
      anything.map((action) => [action]),
    ),
    oneOf(
      2,
      signals.map((signal) => [signal]),
    ),
    oneOf(
      3,
      signals.map((signal) => [signal, acknowledge]),
    ),
    oneOf(2, [[acknowledge]]),
    oneOf(4, [[{ kind: 'endLast', pe }]]),
    oneOf(2, [[{ kind: 'deactivateActive', pe, nth: 0 }]]),
    oneOf(1, intIds.flatMap(triggerChanges)),
    // What was closed stays closed for a while.
    oneOf(3, [reopened(intIds)]),
  );
}

/** The last of several goes before the others, and may come within their handlers. */
const urgentLast = (intIds: readonly number[]): readonly GicAction[] =>
  intIds.slice(1).map((intId): GicAction => ({ kind: 'writePriority', pe, intId, priority: 0x80 }));

/** All that may be closed is opened again; the trigger stays. */
const reopened = (intIds: readonly number[]): readonly Intention[] => [
  ...setUp(intIds).filter(({ kind }) => kind !== 'writeTrigger' && kind !== 'writePriority'),
  ...intIds.map((intId): GicAction => ({ kind: 'writeRoute', intId, route: 0 })),
];

/** A change of the trigger is defined only while the interrupt is disabled and inactive. */
const triggerChanges = (intId: number): readonly (readonly GicAction[])[] =>
  (['edge', 'level'] as const).map((trigger) => [
    { kind: 'writeEnabled', pe, intId, enabled: false },
    { kind: 'writeActive', pe, intId, active: false },
    { kind: 'writeTrigger', pe, intId, trigger },
    { kind: 'writeEnabled', pe, intId, enabled: true },
  ]);
