import type { GicAction, GicBehaviour } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import {
  machineOf,
  recordOf,
  setOf,
  variantOf,
  type Compiled,
  type Machine,
  type Value,
} from '../../spec/quint/index.js';

/** A part of the GIC that is small enough to be explored: some interrupts, some actions. */
export interface GicInstance {
  readonly name: string;
  readonly behaviour: GicBehaviour;
  /** SPIs from 32 to 63: those of one word of the registers. */
  readonly intIds: readonly number[];
  /** The kinds of the model's actions that happen. */
  readonly actions: readonly GicAction['kind'][];
  readonly priorities: readonly number[];
  readonly masks: readonly number[];
  readonly binaryPoints: readonly number[];
}

export const quintTrigger = { edge: 'TriggerEdge', level: 'TriggerLevel' } as const;
const quintDetector = { transition: 'DetectTransition', assert: 'DetectAssert' } as const;

/**
 * The specification's constant BEHAVIOUR: the fields that each parameter of the model sets, none when it is about
 * something that the specification does not have. A parameter that is missing here does not compile.
 */
function behaviourConstant(behaviour: GicBehaviour): Value {
  if (behaviour.priorityBits !== 5)
    throw new IrqlineError('OUTSIDE_SPECIFICATION', `priorities of ${behaviour.priorityBits} bits`);
  const fields = {
    edgeDetector: [['detector', variantOf(quintDetector[behaviour.edgeDetector])]],
    lineWhileEdge: [['tracksLineWhileEdge', behaviour.lineWhileEdge === 'tracked']],
    levelLatchClearedBy: [['keepsLevelLatch', behaviour.levelLatchClearedBy === 'deactivation']],
    forwarding: [['offersOnEvents', behaviour.forwarding === 'onEvent']],
    groupEnables: [['group1GatesBoth', behaviour.groupEnables === 'group1GatesBoth']],
    routingMode: [['hasRoutingMode', behaviour.routingMode === 'implemented']],
    lineOnReset: [['forgetsLineOnReset', behaviour.lineOnReset === 'forgotten']],
    reset: [
      ['triggerAtReset', variantOf(quintTrigger[behaviour.reset.spiTrigger])],
      ['groupAtReset', behaviour.reset.group],
    ],
    tieBreak: [['breaksTies', behaviour.tieBreak === 'lowestIntId']],
    // Its routes are this PE, nobody and anybody.
    affinity3: [],
    // Each interrupt has one to itself, and nobody looks at it while its vCPU is in the guest.
    listRegisters: [],
    // It restricts runs, and what they lead to is the same.
    unspecified: [],
    // It has no PPIs.
    ppiTrigger: [],
    // Its least binary point is 3, and its priorities are multiples of 8.
    priorityBits: [],
  } satisfies Record<keyof GicBehaviour, readonly (readonly [string, Value])[]>;
  return recordOf(Object.values<readonly (readonly [string, Value])[]>(fields).flat());
}

/**
 * The specification of this instance, ready to run.
 *
 * @throws IrqlineError OUTSIDE_SPECIFICATION when the specification has no such GIC
 */
export function gicMachine(compiled: Compiled, instance: GicInstance): Machine {
  const { count } = instance.behaviour.listRegisters ?? { count: Infinity };
  if (count < instance.intIds.length)
    throw new IrqlineError('OUTSIDE_SPECIFICATION', `${count} list registers for ${instance.intIds.length} interrupts`);
  return machineOf(
    compiled,
    new Map<string, Value>([
      ['BEHAVIOUR', behaviourConstant(instance.behaviour)],
      ['INTIDS', setOf(instance.intIds)],
      ['ACTIONS', setOf(instance.actions)],
      ['PRIORITIES', setOf(instance.priorities)],
      ['MASKS', setOf(instance.masks)],
      ['BINARY_POINTS', setOf(instance.binaryPoints)],
    ]),
  );
}
