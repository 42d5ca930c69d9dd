import { setImmediate } from 'node:timers/promises';
import {
  brokenRules,
  namedDrivers,
  namedSystems,
  profiles,
  verdict,
  type Inconclusive,
  type Profile,
  type Verdict,
} from '../../model/index.js';
import { Progress } from '../progress.js';
import { profileText } from './select.js';

/** A profile with its verdict. */
export interface Row {
  readonly profile: Profile;
  readonly verdict: Verdict | Inconclusive;
}

/** The profiles that keep every rule of safety and so are SAFE, and the named systems under every named driver, each once. */
export function safeAndNamedProfiles(): readonly Profile[] {
  const named = namedSystems.flatMap(({ choices }) => namedDrivers.map(({ driver }) => ({ ...choices, driver })));
  const names = new Set(named.map(profileText));
  return Array.from(profiles()).filter(
    (profile) => brokenRules(profile).length === 0 || names.has(profileText(profile)),
  );
}

/** The profiles with their verdicts, in the same order, all of them unless others are chosen; fewer when the signal ended it. */
export async function judgeAll(
  threads: number,
  maxStates: number,
  signal: AbortSignal,
  chosen: readonly Profile[] = Array.from(profiles()),
): Promise<{ readonly rows: readonly Row[]; readonly isWhole: boolean }> {
  const rows: Row[] = [];
  const progress = new Progress('matrix', 'profiles');
  for (const profile of chosen) {
    // Lets an interrupt through: the exploration itself is one long computation.
    await setImmediate();
    if (signal.aborted) break;
    rows.push({ profile, verdict: verdict(profile, threads, { maxStates }) });
    progress.update(rows.length, chosen.length);
  }
  progress.stop();
  return { rows, isWhole: rows.length === chosen.length };
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
