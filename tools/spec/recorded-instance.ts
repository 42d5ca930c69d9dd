import type { GicAction, GicConfig } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import type { GicInstance } from './gic-instance.js';
import { labelFor } from './gic-labels.js';

const NO_INTERRUPT = 1023;
const IMPLEMENTED_PRIORITY = 0xf8;
const LEAST_BINARY_POINT = 3;
const WITHOUT_AFFINITY_3 = 0x0100_0000;

/** The action with what the GIC makes of its value: bits that it does not have are no part of the specification. */
export function implemented(action: GicAction): GicAction {
  if (action.kind === 'writePriority') return { ...action, priority: action.priority & IMPLEMENTED_PRIORITY };
  if (action.kind === 'writePriorityMask') return { ...action, value: action.value & IMPLEMENTED_PRIORITY };
  // T13: all special INTIDs are alike.
  if (action.kind === 'endOfInterrupt' && action.intId >= 1020) return { ...action, intId: NO_INTERRUPT };
  if (action.kind === 'writeBinaryPoint') return { ...action, value: Math.max(action.value, LEAST_BINARY_POINT) };
  // With one PE, every affinity but 0.0.0.0 is nobody's.
  if (action.kind === 'writeRoute' && action.route !== 'any' && action.route < WITHOUT_AFFINITY_3)
    return { ...action, route: Math.min(action.route, 1) };
  return action;
}

/**
 * The instance of the specification in which a run takes place.
 *
 * @param actions - as {@link implemented} has them
 * @throws IrqlineError OUTSIDE_SPECIFICATION when there is none
 */
export function instanceOf({ peCount, behaviour }: GicConfig, actions: readonly GicAction[]): GicInstance {
  const intIds = [...new Set(actions.flatMap(intIdsOf))].toSorted((a, b) => a - b);
  const outside = [
    peCount > 1 ? `${peCount} PEs` : undefined,
    intIds.length > 2 ? `${intIds.length} INTIDs: ${intIds.join(', ')}` : undefined,
    ...actions.map((action) => whyOutside(action, intIds)),
  ].find((why) => why !== undefined);
  if (outside !== undefined) throw new IrqlineError('OUTSIDE_SPECIFICATION', outside);
  return {
    name: 'recording',
    behaviour,
    intIds,
    // Those of the run are enough, and so fewer steps have to be looked at.
    actions: [...new Set(actions.map(({ kind }) => kind)).add('reset')],
    priorities: actions.flatMap((action) => (action.kind === 'writePriority' ? [action.priority] : [])),
    masks: actions.flatMap((action) => (action.kind === 'writePriorityMask' ? [action.value] : [])),
    binaryPoints: actions.flatMap((action) => (action.kind === 'writeBinaryPoint' ? [action.value] : [])),
  };
}

function intIdsOf(action: GicAction): readonly number[] {
  if (action.kind === 'endOfInterrupt' && action.intId === NO_INTERRUPT) return [];
  if ('intId' in action) return [action.intId];
  if (action.kind !== 'assignPending' && action.kind !== 'assignLines') return [];
  const { word, bits } = action;
  return Array.from({ length: 32 }, (_, bit) => bit).flatMap((bit) =>
    ((bits >>> bit) & 1) === 1 ? [32 * word + bit] : [],
  );
}

function whyOutside(action: GicAction, intIds: readonly number[]): string | undefined {
  // Throws for a kind of action that the specification does not have.
  labelFor(action, { kind: 'done' }, intIds);
  const far = intIdsOf(action).find((intId) => intId < 32 || intId > 63);
  if (far !== undefined) return `${action.kind}: INTID ${far} is not one of 32 to 63`;
  if ((action.kind === 'assignPending' || action.kind === 'assignLines') && action.word !== 1)
    return `${action.kind}: word ${action.word}`;
  if (action.kind === 'writeRoute' && action.route !== 'any' && action.route >= WITHOUT_AFFINITY_3)
    return `${action.kind}: Aff3`;
  return undefined;
}

/** Has the specification every action of this run? */
export function isSpecified(config: GicConfig, actions: readonly GicAction[]): boolean {
  try {
    instanceOf(config, actions.map(implemented));
    return true;
  } catch (error) {
    if (error instanceof IrqlineError && error.code === 'OUTSIDE_SPECIFICATION') return false;
    throw error;
  }
}
