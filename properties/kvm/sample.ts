import * as fc from 'fast-check';
import { agentGicRun, stoppedGicRun, type GicRun } from './arbitraries.js';
import { freeGicRun, fullGicRun } from './busy.js';

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

/** Runs for rung 4; the same seed gives the same. */
export function sampleFullRuns(seed: number, count: number): readonly GicRun[] {
  return fc.sample(fullGicRun, { seed, numRuns: count });
}
