import * as fc from 'fast-check';
import {
  delivery,
  namedDrivers,
  namedSystems,
  verdict,
  type DeliveryRun,
  type Profile,
  type Verdict,
} from '../../model/index.js';
import { repeatedRun, scheduledRun } from '../delivery/model-run.js';
import { viewOfModel } from '../delivery/view.js';

/** A run of the delivery model for KVM to act out, to where nobody has anything left to do. */
export interface ActedRun {
  /** Its name under each system and driver that it is of: `qemu/linux/lost-1`, the first of their runs of this kind. */
  readonly names: readonly string[];
  /** The profile behind KVM's GIC: every assertion is an edge. */
  readonly profile: Profile;
  readonly threads: number;
  readonly run: DeliveryRun;
  /**
   * `lost`: by it the profile loses an event. `saved`: so it does behind its own GIC, and behind KVM's it does not.
   * `safe`: a random schedule of a profile that never loses one.
   */
  readonly kind: 'lost' | 'saved' | 'safe';
}

const THREADS = 2;
const choices = fc.uint8Array({ minLength: 1, maxLength: 50 });

/**
 * The runs of all named systems under all named drivers, each once: whatever loses an event, behind KVM's GIC or behind
 * the system's own, and so many random schedules of what is SAFE behind KVM's.
 */
export function deliveryRuns(seed: number, schedules: number): readonly ActedRun[] {
  const runs = new Map<string, ActedRun & { readonly names: string[] }>();
  for (const { name, choices: system } of namedSystems) {
    for (const { name: driverName, driver } of namedDrivers) {
      const own = runsOf({ ...system, driver }, seed, schedules);
      for (const acted of own) {
        const key = JSON.stringify([acted.profile, acted.run.steps.map(({ process, action }) => [process, action])]);
        const index = own.filter(({ kind }) => kind === acted.kind).indexOf(acted);
        const fullName = `${name}/${driverName}/${acted.kind}-${index + 1}`;
        const known = runs.get(key);
        if (known === undefined) runs.set(key, { ...acted, names: [fullName] });
        else known.names.push(fullName);
      }
    }
  }
  return [...runs.values()];
}

type Unnamed = Omit<ActedRun, 'names'>;

function runsOf(own: Profile, seed: number, schedules: number): readonly Unnamed[] {
  const profile: Profile = { ...own, detector: 'assert' };
  const system = delivery(profile, THREADS);
  const common = { profile, threads: THREADS } as const;
  const judged = judge(profile);
  const lost = losing(judged).map((run): Unnamed => ({ ...common, run, kind: 'lost' }));
  const others = own.detector === 'assert' ? [] : losing(judge(own));
  const repeated = others.map((other): Unnamed => {
    const run = repeatedRun(system, other.steps);
    if (run === undefined) throw new Error('a latch more lets everyone do what they did without it');
    return { ...common, run, kind: workLeftBy(run) === 0 ? 'saved' : 'lost' };
  });
  const safe = judged.kind === 'SAFE' ? fc.sample(choices, { seed, numRuns: schedules }) : [];
  return [
    ...lost,
    ...repeated,
    ...safe.map((schedule): Unnamed => ({ ...common, run: scheduledRun(system, schedule), kind: 'safe' })),
  ];
}

function judge(profile: Profile): Verdict {
  const judged = verdict(profile, THREADS);
  if (judged.kind === 'INCONCLUSIVE') throw new Error('two threads of a named system are explored to the end');
  return judged;
}

const losing = ({ lostRun, deadRun }: Verdict): readonly DeliveryRun[] =>
  [lostRun, deadRun].filter((run) => run !== null);

/** The events that wait after a run, as bits. */
export function workLeftBy({ steps, start }: DeliveryRun): number {
  return viewOfModel(steps.at(-1)?.after ?? start).work;
}
