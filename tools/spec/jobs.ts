import { deliveryJobs, profilesWithOneThread } from './delivery-check.js';
import { gicJobs, largeGicJobs } from './gic-check.js';
import { proofJobs } from './proof-check.js';
import { quintJobs } from './quint-checks.js';
import type { Job } from './row.js';
import { spinJobs } from './spin-check.js';
import { namedProfiles } from './subjects.js';

/**
 * All checks, in the order of the table: what takes long comes early, so that all cores have something to do to the end.
 *
 * @param isLarge - the larger instances as well
 */
export async function jobsOf(isLarge: boolean): Promise<readonly Job[]> {
  const named = namedProfiles();
  return [
    ...(isLarge ? [...largeGicJobs(), ...profilesWithOneThread(), ...deliveryJobs(named.slice(0, 1), 3)] : []),
    ...deliveryJobs(named, 2),
    ...gicJobs(),
    ...(await spinJobs(named, 2)),
    ...proofJobs(),
    ...quintJobs(named),
  ];
}
