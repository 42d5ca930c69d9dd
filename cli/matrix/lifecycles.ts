import { setImmediate } from 'node:timers/promises';
import {
  axes,
  lifecycles,
  lifecycleVerdict,
  namedSystems,
  verdict,
  type Inconclusive,
  type Lifecycle,
  type LifecycleVerdict,
  type NamedSystem,
  type Profile,
} from '../../model/index.js';
import { lifecycleFaults, type LifecycleFault } from '../../properties/index.js';
import { pc } from '../colour.js';
import { Progress } from '../progress.js';
import { table } from '../report/table.js';
import { count } from '../report/verdict.js';
import { wrapped, wrappedAfter } from '../report/wrap.js';
import { markOf, marks } from './table.js';

/** What becomes of a SAFE profile of named systems when something happens to it. */
export interface LifecycleRow {
  /** The named systems that have these choices. */
  readonly systems: readonly string[];
  readonly profile: Profile;
  readonly lifecycle: Lifecycle;
  readonly verdict: LifecycleVerdict | Inconclusive;
}

/** Every lifecycle, unless others are chosen, of every SAFE profile of a named system; fewer rows when the signal ended it. */
export async function judgeLifecycles(
  threads: number,
  maxStates: number,
  signal: AbortSignal,
  chosen: readonly Lifecycle[] = lifecycles,
): Promise<{ readonly rows: readonly LifecycleRow[]; readonly isWhole: boolean }> {
  const safe = await safeOf(namedProfiles(), threads, maxStates, signal);
  const all = chosen.flatMap((lifecycle) => safe.map((named) => ({ ...named, lifecycle })));
  const rows: LifecycleRow[] = [];
  const progress = new Progress('lifecycles', 'lifecycles');
  for (const { lifecycle, profile, systems } of all) {
    await setImmediate();
    if (signal.aborted) break;
    rows.push({ systems, profile, lifecycle, verdict: lifecycleVerdict(profile, threads, lifecycle, { maxStates }) });
    progress.update(rows.length, all.length);
  }
  progress.stop();
  return { rows, isWhole: rows.length === all.length && !signal.aborted };
}

type NamedProfile = Pick<LifecycleRow, 'systems' | 'profile'>;

/** Those that are SAFE as long as nothing happens to them; fewer when the signal ended it. */
async function safeOf(
  named: readonly NamedProfile[],
  threads: number,
  maxStates: number,
  signal: AbortSignal,
): Promise<readonly NamedProfile[]> {
  const safe: NamedProfile[] = [];
  for (const one of named) {
    await setImmediate();
    if (signal.aborted) break;
    // One thread alone has no pulse to merge with: what is SAFE only then is not SAFE.
    if (verdict(one.profile, Math.max(threads, 2), { maxStates }).kind === 'SAFE') safe.push(one);
  }
  return safe;
}

/** The different choices among the named systems, under every driver. */
function namedProfiles(): readonly NamedProfile[] {
  const byChoices = new Map<string, { readonly names: string[]; readonly choices: NamedSystem['choices'] }>();
  for (const { name, choices } of namedSystems) {
    const key = JSON.stringify(choices);
    const known = byChoices.get(key);
    if (known === undefined) byChoices.set(key, { names: [name], choices });
    else known.names.push(name);
  }
  return [...byChoices.values()].flatMap(({ names, choices }) =>
    axes.driver.map((driver) => ({ systems: names, profile: { ...choices, driver } })),
  );
}

/**
 * A line for each lifecycle, a column for each system, or for all that fare alike under the same drivers, and in it a
 * mark for each driver with which it is SAFE.
 */
export function lifecycleTable(rows: readonly LifecycleRow[]): string {
  const systems = [...new Set(rows.map((row) => row.systems[0] ?? ''))];
  const tables = (['save', 'reset'] as const).map((kind) => {
    const ofKind = lifecycles.filter((lifecycle) => lifecycle.kind === kind);
    const alike = new Map<string, { readonly names: string[]; readonly cells: readonly string[] }>();
    for (const system of systems) {
      const own = rows.filter((row) => row.systems[0] === system);
      const drivers = new Set(own.map(({ profile }) => profile.driver));
      const cells = ofKind.map((lifecycle) => cellOf(own.filter((row) => row.lifecycle === lifecycle)));
      const key = [...drivers, ...cells].join('\n');
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { names: [system], cells });
      else known.names.push(system);
    }
    const columns = [...alike.values()];
    const heads = [...Object.keys(ofKind[0] ?? {}).slice(1), ...columns.map(({ names }) => names.join('\n'))];
    const lines = ofKind.map((lifecycle, line) => [
      ...Object.values(lifecycle).slice(1).map(String),
      ...columns.map(({ cells }) => cells[line] ?? ''),
    ]);
    const title = kind === 'save' ? 'Save and restore, once, at every point' : 'Reset, once, at every point';
    return `${pc.bold(title)}\n${table(heads, lines)}`;
  });
  return tables.join('\n\n');
}

const cellOf = (rows: readonly LifecycleRow[]): string => rows.map((row) => markOf(row.verdict)).join(' ');

/** The known faults of save, restore and reset, each with what the delivery system makes of it. */
export function faultTable(threads: number): string {
  const lines = lifecycleFaults.map(({ id, what, race, mutants }) => {
    return [id, what, race === null ? 'no race: every run shows it' : shown(race, threads), mutants.join('\n')];
  });
  const hint = wrapped('The run that shows one: irqline matrix --lifecycle V-14. The mutants: irqline mutants.');
  return `${pc.bold('The known faults')}\n${table(['fault', 'what goes wrong', 'shown by', 'mutants'], lines)}\n${hint}`;
}

function shown({ system, profile, lifecycle }: NonNullable<LifecycleFault['race']>, threads: number): string {
  return `${markOf(lifecycleVerdict(profile, threads, lifecycle))} ${system}, ${profile.driver}`;
}

/** What the columns and marks mean. */
export function lifecycleLegend(rows: readonly LifecycleRow[], threads: number): string {
  const drivers = (column: string): string =>
    [...new Set(rows.filter(({ systems }) => systems[0] === column).map(({ profile }) => profile.driver))].join(' · ');
  const groups = [...new Map(rows.map(({ systems }) => [systems[0] ?? '', systems])).entries()];
  const states = rows.reduce((sum, row) => sum + ('states' in row.verdict ? row.verdict.states : 0), 0);
  return [
    wrapped('The marks of a cell are the drivers with which the system is SAFE as long as nothing happens to it:'),
    ...groups.map(([column, systems]) => wrappedAfter('  ', `${systems.join(', ')}: ${drivers(column)}`, 4)),
    `${marks.safe} SAFE  ${marks.dead} LOST, dead  ${marks.lost} LOST  ${marks.storm} STORM  ${marks.unknown} inconclusive`,
    `${count(rows.length)} lifecycles, ${threads} device thread${threads === 1 ? '' : 's'}, ${count(states)} states explored.`,
  ].join('\n');
}

/** A row as data, one flat object; what was not found out is null. */
export function lifecycleAsJson({
  systems,
  profile,
  lifecycle,
  verdict: judged,
}: LifecycleRow): Record<string, unknown> {
  const row = { systems, profile, lifecycle, verdict: judged.kind };
  if (judged.kind === 'INCONCLUSIVE') {
    const unknown = { dead: null, storm: null, spurious: null, premature: null, states: null, edges: null };
    return { ...row, ...unknown, shortest: null, shortestDead: null, run: null };
  }
  const { dead, storm, spurious, premature, states, edges, shortest, shortestDead, lostRun } = judged;
  const run = lostRun?.steps.map(({ process, action }) => ({ process, ...action })) ?? null;
  return { ...row, dead, storm, spurious, premature, states, edges, shortest, shortestDead, run };
}
