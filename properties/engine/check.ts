import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Language, RemoteSubject, Subject } from '../../model/index.js';
import type { IrqlineError } from '../../spec/index.js';
import type { LayerKit, Property, Run, Violation } from '../kit.js';
import type { PropertyId } from '../property-ids.js';
import { upTo } from './drive.js';
import { minimise } from './minimise.js';
import { Player } from './player.js';

/** How much to check. Runs are made in batches, each from a seed of its own, so that shards and stops are exact. */
export interface CheckOptions {
  /** 32 bits; the same seed makes the same runs. */
  readonly seed: number;
  /** How many runs, over all shards. */
  readonly runs: number;
  /** Stops after this time, in milliseconds; what was found so far counts. */
  readonly timeMs?: number;
  /** Which share of the batches to make: `index` from 1 to `count`. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Ids of the properties to judge by; all when left out. */
  readonly properties?: readonly PropertyId[];
  /** Stops when aborted; what was found so far counts. */
  readonly signal?: AbortSignal;
  /** Called between batches. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export interface CheckProgress {
  readonly runs: number;
  readonly ofRuns: number;
  readonly actions: number;
  readonly elapsedMs: number;
}

/** A run that breaks a property, as short as it can be made. */
export interface Failure<L extends Language> {
  readonly property: Property<L>;
  readonly violation: Violation;
  readonly run: Run<L>;
  /** How many runs it took to find. */
  readonly foundAfterRuns: number;
  /** The seed that finds it at once. */
  readonly seed: number;
  /** Whether the same run, made once more, breaks it again; if not, the run may be longer than it has to be. */
  readonly isRepeatable: boolean;
}

/** How often a property met its interesting case. */
export interface WitnessCount {
  readonly property: PropertyId;
  readonly name: string;
  readonly count: number;
  /** The least that this many runs must give. */
  readonly required: number;
}

/** What a check came to. It is data; printing is somebody else's. */
export interface CheckResult<L extends Language> {
  readonly layer: LayerKit<L, unknown>['model']['layer'];
  readonly subject: string;
  /** `inconclusive`: no property was broken, but a witness fell short, or nothing was run. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly runs: number;
  readonly actions: number;
  readonly elapsedMs: number;
  readonly seed: number;
  /** Whether its time was over before its runs were. */
  readonly stoppedEarly: boolean;
  /** Whether the caller's signal ended it. */
  readonly interrupted: boolean;
  /** Why a subject that is elsewhere could take part no more. */
  readonly ended?: IrqlineError;
  readonly failure?: Failure<L>;
  readonly witnesses: readonly WitnessCount[];
}

const RUNS_PER_BATCH = 100;

/** Makes runs, takes the subject through them, and judges them by the layer's properties, until one is broken. */
export async function check<L extends Language, State>(
  kit: LayerKit<L, State>,
  makeSubject: () => Subject<L> | RemoteSubject<L>,
  options: CheckOptions,
): Promise<CheckResult<L>> {
  const start = performance.now();
  const subject = makeSubject();
  const properties = kit.properties.filter(({ id }) => options.properties?.includes(id) ?? true);
  const tally = new Tally(properties);
  const batches = Math.ceil(options.runs / RUNS_PER_BATCH);
  const shard = options.shard ?? { index: 1, count: 1 };
  const ofRuns = runsOfShard(options.runs, shard);
  const player = new Player(kit, subject, options.signal);
  let failure: Failure<L> | undefined;
  let stoppedEarly = false;

  try {
    for (let batch = shard.index - 1; batch < batches && failure === undefined; batch += shard.count) {
      const elapsedMs = performance.now() - start;
      options.onProgress?.({ runs: tally.runs, ofRuns, actions: tally.actions, elapsedMs });
      // Lets signals and timers of the process come through.
      await setImmediate();
      if (player.isOver || elapsedMs >= (options.timeMs ?? Infinity)) {
        stoppedEarly = true;
        break;
      }
      const runs = Math.min(RUNS_PER_BATCH, options.runs - batch * RUNS_PER_BATCH);
      failure = await checkBatch(kit, player, properties, tally, seedOfBatch(options.seed, batch), runs);
    }
  } finally {
    await subject.close();
  }

  const witnesses = tally.witnesses();
  const { ended } = player;
  const short = tally.runs === 0 || witnesses.some(({ count, required }) => count < required);
  return {
    layer: kit.model.layer,
    subject: subject.name,
    verdict: failure !== undefined ? 'fail' : short || ended !== undefined ? 'inconclusive' : 'pass',
    runs: tally.runs,
    actions: tally.actions,
    elapsedMs: performance.now() - start,
    seed: options.seed,
    stoppedEarly: stoppedEarly || ended !== undefined,
    interrupted: options.signal?.aborted === true,
    ...(ended === undefined ? {} : { ended }),
    ...(failure === undefined ? {} : { failure }),
    witnesses,
  };
}

function runsOfShard(runs: number, { index, count }: NonNullable<CheckOptions['shard']>): number {
  const batches = Math.ceil(runs / RUNS_PER_BATCH);
  const own = Math.max(0, Math.ceil((batches - index + 1) / count));
  const hasLast = own > 0 && (batches - index) % count === 0;
  return own * RUNS_PER_BATCH - (hasLast ? batches * RUNS_PER_BATCH - runs : 0);
}

/** The first batch has the seed itself, so that the seed of a failure finds it at once. */
function seedOfBatch(seed: number, batch: number): number {
  return (seed + batch) | 0;
}

async function checkBatch<L extends Language, State>(
  kit: LayerKit<L, State>,
  player: Player<L, State>,
  properties: readonly Property<L>[],
  tally: Tally<L>,
  seed: number,
  runs: number,
): Promise<Failure<L> | undefined> {
  const scenario = kit.config.chain((config) => kit.actions(config).map((actions) => ({ config, actions })));

  let broken: Property<L> | undefined;
  /** The last run that was seen to break it, which shortening has left the shortest. */
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
      tally.add(run);
      return !properties.some((property) => breaks(property, run));
    }),
    { seed, numRuns: runs, endOnFailure: false },
  );
  // A judge or a witness that throws is a fault of the kit, not of the subject, and must not pass for a run that went well.
  if (details.failed && broken === undefined) throw details.errorInstance;
  if (broken === undefined || found === undefined) return undefined;

  const property: Property<L> = broken;
  const { config, actions } = found.run;
  const shortest = await minimise(actions, async (fewer) => {
    const run = kit.misfit(config, fewer) === undefined ? await player.play(config, fewer) : undefined;
    return run !== undefined && breaks(property, run);
  });
  const { run, violation } = found;
  const again = await player.play(config, shortest);
  return {
    property,
    violation,
    run: upTo(run, violation.step),
    foundAfterRuns: tally.runs,
    seed,
    isRepeatable: again === undefined || property.judge(again) !== undefined,
  };
}

class Tally<L extends Language> {
  runs = 0;
  actions = 0;
  readonly #counters: readonly {
    readonly property: PropertyId;
    readonly witness: Property<L>['witnesses'][number];
    count: number;
  }[];

  constructor(properties: readonly Property<L>[]) {
    this.#counters = properties.flatMap((property) =>
      property.witnesses.map((witness) => ({ property: property.id, witness, count: 0 })),
    );
  }

  add(run: Run<L>): void {
    this.runs += 1;
    this.actions += run.actual.length;
    for (const counter of this.#counters) counter.count += counter.witness.count(run);
  }

  witnesses(): readonly WitnessCount[] {
    return this.#counters.map(({ property, witness, count }) => ({
      property,
      name: witness.name,
      count,
      required: requiredOf(witness.atLeastPerThousandRuns, this.runs),
    }));
  }
}

/** Less than a thousand runs are too few to count by: a case has to be met at all that ten times were to be expected. */
function requiredOf(atLeastPerThousandRuns: number, runs: number): number {
  const expected = Math.floor((atLeastPerThousandRuns * runs) / 1000);
  return runs >= 1000 ? expected : Math.min(1, Math.floor(expected / 10));
}
