import * as fc from 'fast-check';
import type { Language } from '../../model/index.js';
import type { LayerKit, Property, Run, Violation } from '../kit.js';
import { shownRun, shownViolation, type ShownRun } from '../shown.js';
import { upTo } from './drive.js';
import { minimise } from './minimise.js';
import type { Player } from './player.js';

/** A run that breaks a property, as short as it can be made. */
export interface Failure<L extends Language> {
  readonly property: Property<L>;
  readonly violation: Violation;
  readonly run: ShownRun<L>;
  /** How many runs it took to find. */
  readonly foundAfterRuns: number;
  /** The seed that finds it at once. */
  readonly seed: number;
  /** What came of the same run, made once more. */
  readonly repeat: Repeat;
}

/**
 * `again`: it broke the property again. `onceOnly`: it went well, and the run may be longer than it has to be. `notTried`:
 * the subject was gone by then, or the check was interrupted.
 */
export type Repeat = 'again' | 'onceOnly' | 'notTried';

/** A run that breaks a property, as it was made: in which batch, of so many runs. */
export interface Suspect<L extends Language> extends Omit<Failure<L>, 'repeat' | 'run'> {
  readonly run: Run<L>;
  readonly runs: number;
}

/** The failure that a suspect is, found again in its batch so that it can be shortened; as it was if it does not come again. */
export async function shortened<L extends Language, State>(
  kit: LayerKit<L, State>,
  player: Player<L, State>,
  { runs, ...suspect }: Suspect<L>,
): Promise<Failure<L>> {
  const { property, run, violation, seed, foundAfterRuns } = suspect;
  const found = await checkBatch(kit, player, [property], seed, runs, () => undefined);
  if (found !== undefined) return { ...found, foundAfterRuns };
  return { ...suspect, ...shown(run, violation), repeat: player.isOver ? 'notTried' : 'onceOnly' };
}

function shown<L extends Language>(run: Run<L>, violation: Violation): Pick<Failure<L>, 'run' | 'violation'> {
  return { run: shownRun(upTo(run, violation.step)), violation: shownViolation(violation, run.hidden) };
}

/**
 * Makes runs from a seed, until one breaks a property; that one is made as short as it can be.
 * @param onRun - called with each run, and not with those that shortening makes
 */
export async function checkBatch<L extends Language, State>(
  kit: LayerKit<L, State>,
  player: Player<L, State>,
  properties: readonly Property<L>[],
  seed: number,
  runs: number,
  onRun: (run: Run<L>) => void,
): Promise<Omit<Failure<L>, 'foundAfterRuns'> | undefined> {
  const scenario = kit.config.chain((config) => kit.actions(config).map((actions) => ({ config, actions })));

  let broken: Property<L> | undefined;
  /**
   * The last run that was seen to break it, which shortening has left the shortest. The predicate notes it, for
   * fast-check's counterexample is actions alone, and to make those again would not show what happened then: a subject
   * with threads that race may do well the second time.
   */
  let found: { readonly run: Run<L>; readonly violation: Violation } | undefined;
  const breaks = (property: Property<L>, run: Run<L>): boolean => {
    const violation = property.judge(run);
    if (violation !== undefined) [broken, found] = [property, { run, violation }];
    return violation !== undefined;
  };
  const details = await fc.check(
    fc.asyncProperty(scenario, async ({ config, actions }) => {
      const run = await player.play(config, actions);
      if (run === undefined) return true;
      // Once a property is broken, shrinking looks at that one alone, or it would slip from fault to fault.
      if (broken !== undefined) return !breaks(broken, run);
      onRun(run);
      return !properties.some((property) => breaks(property, run));
    }),
    { seed, numRuns: runs, endOnFailure: false },
  );
  // A judge or a witness that throws is a fault of the kit, not of the subject, and must not pass for a run that went well.
  if (details.failed && broken === undefined) throw details.errorInstance;
  if (broken === undefined || found === undefined) return undefined;

  const property: Property<L> = broken;
  const { config, actions } = found.run;
  const stillFails = async (fewer: readonly L['action'][]): Promise<boolean> => {
    const run = kit.misfit(config, fewer) === undefined ? await player.play(config, fewer) : undefined;
    return run !== undefined && breaks(property, run);
  };
  const shortest = await minimise(actions, stillFails, (action) => kit.simpler?.(action) ?? []);
  const { run, violation } = found;
  const again = await player.play(config, shortest);
  return {
    property,
    ...shown(run, violation),
    seed,
    repeat: again === undefined ? 'notTried' : property.judge(again) === undefined ? 'onceOnly' : 'again',
  };
}
