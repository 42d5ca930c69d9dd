import type { GicBehaviour } from './behaviour.js';
import type { CpuInterface } from './state.js';

/** What ICC_RPR_EL1 reads when nothing runs. */
export const IDLE_PRIORITY = 0xff;

/** The part of a priority that decides about preemption, for a value of ICC_BPR1_EL1. */
export const groupPriority = (priority: number, binaryPoint: number): number => priority & (0xff << binaryPoint) & 0xff;

/** ICC_RPR_EL1: the highest of the active priorities. */
export function runningPriority({ activePriorities }: CpuInterface, behaviour: GicBehaviour): number {
  if (activePriorities === 0) return IDLE_PRIORITY;
  return indexOfLowestBit(activePriorities) << (8 - behaviour.priorityBits);
}

/** The bit of ICC_AP1R0_EL1 that stands for a priority. */
export const activePriorityBit = (priority: number, binaryPoint: number, behaviour: GicBehaviour): number =>
  (1 << (groupPriority(priority, binaryPoint) >> (8 - behaviour.priorityBits))) >>> 0;

/** Priority drop: the highest active priority goes. */
export const withoutHighest = (activePriorities: number): number => (activePriorities & (activePriorities - 1)) >>> 0;

const indexOfLowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);
