import { setImmediate } from 'node:timers/promises';
import type { Language, RemoteSubject, Subject } from '../../model/index.js';
import type { IrqlineError } from '../../spec/index.js';
import type { LayerKit } from '../kit.js';
import type { PropertyId } from '../property-ids.js';
import { isComparison } from './agreement.js';
import { checkBatch, shortened, type Failure, type Suspect } from './batch.js';
import { Player } from './player.js';
import { seedOfBatch } from './seeds.js';
import { Tally, type WitnessCount } from './tally.js';

export type { Failure, Repeat } from './batch.js';
export type { WitnessCount } from './tally.js';

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
  /** How many more runs are judged once one has differed from the model and broken nothing: 2000 when left out. */
  readonly runsAfterDifference?: number;
  /** Ids of the properties to judge by; all when left out. */
  readonly properties?: readonly PropertyId[];
  /** Stops when aborted; what was found so far counts. */
  readonly signal?: AbortSignal;
  /** Called between batches. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** How far a check is: runs and actions made so far, by this shard. */
export interface CheckProgress {
  readonly runs: number;
  /** How many runs there are to be, by this shard. */
  readonly ofRuns: number;
  readonly actions: number;
  readonly elapsedMs: number;
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
/** A broken clause says more than a mere difference, so it is worth as many runs more. */
const RUNS_AFTER_DIFFERENCE = 2000;

/**
 * Makes runs, takes the subject through them, and judges them by the layer's properties, until one is broken. One that
 * only differs from the model is reported when nothing else is broken in the runs after it.
 */
export async function check<L extends Language, State>(
  kit: LayerKit<L, State>,
  makeSubject: () => Subject<L> | RemoteSubject<L>,
  options: CheckOptions,
): Promise<CheckResult<L>> {
  const start = performance.now();
  const subject = makeSubject();
  const properties = kit.properties.filter(({ id }) => options.properties?.includes(id) ?? true);
  const tally = new Tally(properties);
  const runsAfterDifference = options.runsAfterDifference ?? RUNS_AFTER_DIFFERENCE;
  const batches = Math.ceil(options.runs / RUNS_PER_BATCH);
  const shard = options.shard ?? { index: 1, count: 1 };
  const ofRuns = runsOfShard(options.runs, shard);
  const player = new Player(kit, subject, options.signal);
  const telling = properties.filter((property) => !isComparison(property));
  const comparison = telling.length === 0 ? undefined : properties.find(isComparison);
  /** The first run that differs from the model and breaks nothing else. */
  let different: Suspect<L> | undefined;
  let failure: Failure<L> | undefined;
  let stoppedEarly = false;

  try {
    for (let batch = shard.index - 1; batch < batches && failure === undefined; batch += shard.count) {
      if (different !== undefined && tally.runs >= different.foundAfterRuns + runsAfterDifference) break;
      const elapsedMs = performance.now() - start;
      options.onProgress?.({ runs: tally.runs, ofRuns, actions: tally.actions, elapsedMs });
      // Lets signals and timers of the process come through.
      await setImmediate();
      if (player.isOver || elapsedMs >= (options.timeMs ?? Infinity)) {
        stoppedEarly = true;
        break;
      }
      const runs = Math.min(RUNS_PER_BATCH, options.runs - batch * RUNS_PER_BATCH);
      const seed = seedOfBatch(options.seed, batch);
      const found = await checkBatch(
        kit,
        player,
        comparison === undefined ? properties : telling,
        seed,
        runs,
        (run) => {
          tally.add(run);
          const violation = different === undefined ? comparison?.judge(run) : undefined;
          if (violation === undefined || comparison === undefined) return;
          different = { property: comparison, run, violation, seed, runs, foundAfterRuns: tally.runs };
        },
      );
      if (found !== undefined) failure = { ...found, foundAfterRuns: tally.runs };
    }
    if (failure === undefined && different !== undefined) failure = await shortened(kit, player, different);
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
