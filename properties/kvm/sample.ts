import * as fc from 'fast-check';
import { stoppedGicRun, type GicRun } from './arbitraries.js';

/** Runs for KVM; the same seed gives the same. */
export function sampleStoppedRuns(seed: number, count: number): readonly GicRun[] {
  return fc.sample(stoppedGicRun, { seed, numRuns: count });
}
