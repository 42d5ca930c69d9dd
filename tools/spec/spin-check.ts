import { verdict } from '../../model/delivery/index.js';
import type { Finding, Job } from './row.js';
import { expectedOfSpin } from './spin-agreement.js';
import { spinVerdict, whyNoSpin } from './spin.js';
import type { NamedProfile } from './subjects.js';

/** Asks Spin about each profile; when there is no Spin, says so once. */
export async function spinJobs(subjects: readonly NamedProfile[], threads: number): Promise<readonly Job[]> {
  const missing = await whyNoSpin();
  if (missing !== undefined)
    return [{ part: 'spin', what: 'all profiles', run: () => ({ verdict: 'skipped', found: missing }) }];
  return subjects.map((subject) => ({
    part: 'spin',
    what: `${subject.name}, ${threads} threads`,
    run: () => checkSpin(subject, threads),
  }));
}

/** What a profile's verdict is, and whether Spin finds the same. */
async function checkSpin({ profile }: NamedProfile, threads: number): Promise<Finding> {
  const found = await spinVerdict(profile, threads);
  const expected = expectedOfSpin(profile, threads);
  const isSame = JSON.stringify(found) === JSON.stringify(expected);
  const { states, transitions } = found;
  return isSame
    ? { verdict: 'pass', found: `agrees, ${verdict(profile, threads).kind}`, states, edges: transitions }
    : { verdict: 'fail', found: `Spin ${JSON.stringify(found)}\nmodel ${JSON.stringify(expected)}`, states };
}
