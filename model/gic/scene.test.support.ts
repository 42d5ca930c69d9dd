import { gicModel } from './model.js';
import { architectureGic, type GicBehaviour } from './behaviour.js';
import { isPending } from './interrupt.js';
import type { GicAction, GicObservation, GicView, Target } from './language.js';
import { interruptAt, type GicState } from './state.js';
import type { Trigger } from './fields.js';

/** A GIC in the middle of a test: what it is told changes it. */
export interface Scene {
  readonly state: () => GicState;
  /** Applies the actions and tells what the last one showed. */
  readonly does: (...actions: readonly GicAction[]) => GicObservation;
  /** I, P, A or A+P. */
  readonly stateOf: (target: Target) => string;
  readonly view: () => GicView;
  /** What an acknowledge on this PE reads. */
  readonly acknowledges: (pe?: number) => number;
}

export function scene(behaviour: GicBehaviour = architectureGic, peCount = 1, spiCount = 32): Scene {
  let state = gicModel.init({ peCount, spiCount, behaviour });
  const does = (...actions: readonly GicAction[]): GicObservation => {
    let observation: GicObservation = { kind: 'done' };
    for (const action of actions) ({ state, observation } = gicModel.step(state, action));
    return observation;
  };
  return {
    state: () => state,
    does,
    stateOf: (target) => {
      const interrupt = interruptAt(state.machine, target);
      if (interrupt === undefined) return 'absent';
      const names = [...(interrupt.active ? ['A'] : []), ...(isPending(interrupt) ? ['P'] : [])];
      return names.join('+') || 'I';
    },
    view: () => gicModel.view(state),
    acknowledges: (pe = 0) => {
      const { value } = { value: Number.NaN, ...does({ kind: 'acknowledge', pe }) };
      return value;
    },
  };
}

/** Everything open on every PE, and this interrupt ready to be delivered. */
export const ready = (target: Target, trigger: Trigger, priority = 0x80): readonly GicAction[] => [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  { kind: 'writeGroupEnable', pe: target.pe, enabled: true },
  { kind: 'writePriorityMask', pe: target.pe, value: 0xff },
  { kind: 'writeTrigger', ...target, trigger },
  { kind: 'writeGroup', ...target, group: 1 },
  { kind: 'writePriority', ...target, priority },
  { kind: 'writeEnabled', ...target, enabled: true },
];
