import type { RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import type { Comparison, Difference } from './compare.js';
import { asOn } from './kernel.js';
import { runOnKvm, type Rung } from './rung.js';
import { shorten } from './shorten.js';

export interface DiffOptions {
  /** 32 bits; the same seed makes the same runs. */
  readonly seed: number;
  readonly runs: number;
  /** Stops after this time, in milliseconds; what was found so far counts. */
  readonly timeMs?: number;
  /** Stops when aborted; what was found so far counts. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (runs: number, ofRuns: number) => void;
}

/** What a comparison with KVM came to. It is data; printing is somebody else's. */
export interface DiffResult {
  readonly rung: Rung['number'];
  /** `inconclusive` when nothing was run. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly kernel: string;
  readonly runs: number;
  /** Actions that were compared. */
  readonly actions: number;
  readonly elapsedMs: number;
  readonly seed: number;
  readonly interrupted: boolean;
  /** In how many runs each documented divergence was met. */
  readonly explained: Readonly<Record<string, number>>;
  /** An undocumented difference, on a run as short as it can be made. */
  readonly failure?: Difference & { readonly seed: number };
}

/** Runs that are made from one seed. */
const BATCH = 10;
/** Of which so many go to KVM in one request: few enough for its deadline on a busy emulated host. */
const RUNS_A_REQUEST = 2;

/** Makes runs on KVM and compares each with the model, until one differs in an undocumented way. */
export async function diff(client: KvmClient, rung: Rung, options: DiffOptions): Promise<DiffResult> {
  const start = performance.now();
  const { kernel } = client.greeting;
  const explained: Record<string, number> = {};
  let runs = 0;
  let actions = 0;
  let failure: DiffResult['failure'];
  while (runs < options.runs && failure === undefined && !isOver(options, start)) {
    const seed = (options.seed + runs / BATCH) | 0;
    const batch = rung.sample(seed, Math.min(BATCH, options.runs - runs)).map((run) => asOn(kernel, run));
    for (const { actions: compared, met, difference } of await comparisonsOf(client, rung, batch)) {
      runs += 1;
      actions += compared;
      for (const id of met) explained[id] = (explained[id] ?? 0) + 1;
      if (difference !== undefined) failure ??= { ...(await shortest(client, rung, difference)), seed };
    }
    options.onProgress?.(runs, options.runs);
  }
  return {
    rung: rung.number,
    verdict: failure !== undefined ? 'fail' : runs === 0 ? 'inconclusive' : 'pass',
    kernel,
    runs,
    actions,
    elapsedMs: performance.now() - start,
    seed: options.seed,
    interrupted: options.signal?.aborted === true,
    explained,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Has KVM make runs, and compares each. */
export async function comparisonsOf(
  client: KvmClient,
  rung: Rung,
  runs: readonly RunRequest[],
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (let at = 0; at < runs.length; at += RUNS_A_REQUEST) {
    const some = runs.slice(at, at + RUNS_A_REQUEST);
    const replies = await runOnKvm(client, rung, some);
    for (const [index, run] of some.entries()) {
      comparisons.push(rung.compare(run, replies[index] ?? { outcomes: [] }));
    }
  }
  return comparisons;
}

function isOver({ timeMs, signal }: DiffOptions, start: number): boolean {
  return signal?.aborted === true || performance.now() - start >= (timeMs ?? Infinity);
}

/** An undocumented difference on a run that has nothing to spare. */
async function shortest(client: KvmClient, rung: Rung, found: Difference): Promise<Difference> {
  let best = upToTheDifference(found);
  await shorten(best.run, async (run) => {
    const [comparison] = await comparisonsOf(client, rung, [run]);
    if (comparison?.difference === undefined) return false;
    best = upToTheDifference(comparison.difference);
    return true;
  });
  return best;
}

/** What comes after the difference tells nothing. */
function upToTheDifference(difference: Difference): Difference {
  const { run, step } = difference;
  return { ...difference, run: { ...run, actions: run.actions.slice(0, step + 1) } };
}
