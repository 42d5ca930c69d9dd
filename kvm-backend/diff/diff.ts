import { setImmediate } from 'node:timers/promises';
import { seedOfBatch } from '../../properties/engine/seeds.js';
import { LIST_REGISTERS } from '../../properties/kvm/in-flight.js';
import type { RunRequest } from '../guest/run.js';
import { unlessGone } from '../remote/gone.js';
import type { Comparison, Difference } from './comparison.js';
import { injectionOf, injections, type Injection } from '../vgic/injection.js';
import type { Rung } from './rung.js';
import { shorten } from './shorten.js';
import type { DiffSubject, SubjectName } from './subject.js';

/** Which runs to make, and until when. */
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

/** What the comparison of a subject with the model came to. It is data; printing is somebody else's. */
export interface DiffResult {
  readonly subject: SubjectName;
  readonly rung: Rung['number'];
  /** `inconclusive` when nothing was run. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly runs: number;
  /** Actions that were compared. */
  readonly actions: number;
  /** Time that the subject took. */
  readonly elapsedMs: number;
  readonly seed: number;
  /** Whether it was aborted, or the subject's host went away. */
  readonly interrupted: boolean;
  /** In how many runs KVM's lines of SPIs were driven in each way; of another subject nothing, since it has only one. */
  readonly injected: readonly InjectedRuns[];
  /** In how many runs each documented divergence was met. */
  readonly explained: Readonly<Record<string, number>>;
  /** An undocumented difference, on a run as short as it can be made. */
  readonly failure?: Difference & { readonly seed: number };
}

/** How many runs were made in a way to signal KVM. */
export interface InjectedRuns extends Injection {
  readonly runs: number;
}

/** Runs that are made from one seed. */
const BATCH = 10;
/** Of which so many go to a subject in one request: few enough for KVM's deadline on a busy emulated host. */
const RUNS_A_REQUEST = 2;

/**
 * Has every subject make the same runs, and compares each with the model; one that differs in an undocumented way is done,
 * and so is one whose host goes away: what was found so far counts.
 */
export async function diff(
  subjects: readonly DiffSubject[],
  rung: Rung,
  options: DiffOptions,
): Promise<readonly DiffResult[]> {
  const start = performance.now();
  // Whoever has none makes the runs for as many as every processor has.
  const listRegisters = Math.max(LIST_REGISTERS, ...subjects.map((subject) => subject.listRegisters));
  const tallies = subjects.map((subject) => new Tally(subject, rung));
  for (let made = 0; made < options.runs && !isOver(options, start) && tallies.some(({ isOpen }) => isOpen);) {
    const seed = seedOfBatch(options.seed, made / BATCH);
    const batch = rung.sample(seed, Math.min(BATCH, options.runs - made), listRegisters);
    for (const tally of tallies) if (tally.isOpen) await tally.compare(batch, seed);
    // Lets an interrupt through: a subject in this process never waits for anything.
    await setImmediate();
    made += batch.length;
    options.onProgress?.(made, options.runs);
  }
  return tallies.map((tally) => tally.result(options));
}

function isOver({ timeMs, signal }: DiffOptions, start: number): boolean {
  return signal?.aborted === true || performance.now() - start >= (timeMs ?? Infinity);
}

/** What is known of a subject so far. */
class Tally {
  readonly #subject: DiffSubject;
  readonly #rung: Rung;
  readonly #injected: Injection[] = [];
  readonly #explained: Record<string, number> = {};
  #runs = 0;
  #actions = 0;
  #elapsedMs = 0;
  #failure: DiffResult['failure'];
  #isCut = false;

  constructor(subject: DiffSubject, rung: Rung) {
    this.#subject = subject;
    this.#rung = rung;
  }

  get isOpen(): boolean {
    return this.#failure === undefined && !this.#isCut;
  }

  async compare(batch: readonly RunRequest[], seed: number): Promise<void> {
    const start = performance.now();
    const runs = batch.map((run) => this.#subject.runFor(run));
    const all = await unlessGone(async () => {
      for await (const some of comparedInTurn(this.#subject, this.#rung, runs)) {
        for (const [run, comparison] of some) await this.#count(run, comparison, seed);
      }
      return runs;
    });
    this.#isCut = all === undefined;
    this.#elapsedMs += performance.now() - start;
  }

  async #count({ injection }: RunRequest, { actions, met, difference }: Comparison, seed: number): Promise<void> {
    this.#runs += 1;
    if (injection !== undefined) this.#injected.push(injectionOf(injection));
    this.#actions += actions;
    for (const id of met) this.#explained[id] = (this.#explained[id] ?? 0) + 1;
    if (difference !== undefined) {
      this.#failure ??= { ...(await shortest(this.#subject, this.#rung, difference)), seed };
    }
  }

  result({ seed, signal }: DiffOptions): DiffResult {
    return {
      subject: this.#subject.name,
      rung: this.#rung.number,
      verdict: this.#failure !== undefined ? 'fail' : this.#runs === 0 ? 'inconclusive' : 'pass',
      runs: this.#runs,
      actions: this.#actions,
      elapsedMs: this.#elapsedMs,
      seed,
      interrupted: this.#isCut || signal?.aborted === true,
      injected: counted(this.#injected),
      explained: this.#explained,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }
}

function counted(all: readonly Injection[]): readonly InjectedRuns[] {
  return injections
    .map(({ pulses, levels }) => ({
      pulses,
      levels,
      runs: all.filter((one) => one.pulses === pulses && one.levels === levels).length,
    }))
    .filter(({ runs }) => runs > 0);
}

/** Has a subject make runs, and compares each. */
export async function comparisonsOf(
  subject: DiffSubject,
  rung: Rung,
  runs: readonly RunRequest[],
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for await (const some of comparedInTurn(subject, rung, runs))
    comparisons.push(...some.map(([, comparison]) => comparison));
  return comparisons;
}

/** The same, a request at a time. */
async function* comparedInTurn(
  subject: DiffSubject,
  rung: Rung,
  runs: readonly RunRequest[],
): AsyncGenerator<readonly (readonly [RunRequest, Comparison])[]> {
  for (let at = 0; at < runs.length; at += RUNS_A_REQUEST) {
    const some = runs.slice(at, at + RUNS_A_REQUEST);
    const replies = await subject.play(rung, some);
    yield some.map((run, index) => [run, subject.compare(rung, run, replies[index])] as const);
  }
}

/** An undocumented difference on a run that has nothing to spare, or as little as its host lived to show. */
async function shortest(subject: DiffSubject, rung: Rung, found: Difference): Promise<Difference> {
  let best = upToTheDifference(found);
  const differs = async (run: RunRequest): Promise<boolean> => {
    const [comparison] = await comparisonsOf(subject, rung, [run]);
    if (comparison?.difference === undefined) return false;
    best = upToTheDifference(comparison.difference);
    return true;
  };
  await unlessGone(() => shorten(best.run, differs));
  return best;
}

/** What comes after the difference tells nothing. */
function upToTheDifference(difference: Difference): Difference {
  const { run, step } = difference;
  return { ...difference, run: { ...run, actions: run.actions.slice(0, step + 1) } };
}
