import { setImmediate } from 'node:timers/promises';
import { profiles, verdict, type Inconclusive, type Profile, type Verdict } from '../../model/index.js';
import { Progress } from '../progress.js';

/** A profile with its verdict. */
export interface Row {
  readonly profile: Profile;
  readonly verdict: Verdict | Inconclusive;
}

/** All profiles with their verdicts, in the order of {@link profiles}; fewer when the signal ended it. */
export async function judgeAll(
  threads: number,
  maxStates: number,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly Row[]; readonly isWhole: boolean }> {
  const all = Array.from(profiles());
  const rows: Row[] = [];
  const progress = new Progress('matrix', 'profiles');
  for (const profile of all) {
    // Lets an interrupt through: the exploration itself is one long computation.
    await setImmediate();
    if (signal.aborted) break;
    rows.push({ profile, verdict: verdict(profile, threads, { maxStates }) });
    progress.update(rows.length, all.length);
  }
  progress.stop();
  return { rows, isWhole: rows.length === all.length };
}

/** The verdict as data, one flat object a profile; what was not found out is null. */
export function rowAsJson({ profile, verdict: judged }: Row): Record<string, unknown> {
  if (judged.kind === 'INCONCLUSIVE') {
    const unknown = { dead: null, storm: null, spurious: null, states: null, edges: null };
    return { ...profile, verdict: judged.kind, ...unknown, shortest: null, shortestDead: null };
  }
  const { kind, dead, storm, spurious, states, edges, shortest, shortestDead } = judged;
  return { ...profile, verdict: kind, dead, storm, spurious, states, edges, shortest, shortestDead };
}
