import * as fc from 'fast-check';
import { agentGicRun } from './agent.js';
import { freeGicRun, fullGicRun } from './busy.js';
import { LIST_REGISTERS } from './in-flight.js';
import type { GicRun } from './new-vm.js';
import { stoppedGicRun } from './stopped.js';

/** Runs for rung 1; the same seed gives the same. */
export function sampleStoppedRuns(seed: number, count: number): readonly GicRun[] {
  return fc.sample(stoppedGicRun, { seed, numRuns: count });
}

/** Runs for rung 2; the same seed gives the same. */
export function sampleAgentRuns(seed: number, count: number): readonly GicRun[] {
  return fc.sample(agentGicRun, { seed, numRuns: count });
}

/** Runs for rung 3; the same seed gives the same. */
export function sampleFreeRuns(seed: number, count: number): readonly GicRun[] {
  return fc.sample(freeGicRun, { seed, numRuns: count });
}

/** Runs for rung 4; the same seed gives the same. @param listRegisters - how many are not to be enough, 1 to 16 */
export function sampleFullRuns(seed: number, count: number, listRegisters: number = LIST_REGISTERS): readonly GicRun[] {
  return fc.sample(fullGicRun(listRegisters), { seed, numRuns: count });
}
