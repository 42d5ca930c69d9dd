/**
 * States and edges per second of the explorer, beside Spin on the same protocol in the same run; the whole matrix; and the
 * lifecycles.
 * Prints JSON. Times are processor seconds, so that a busy machine does not change them much. What Spin takes to be
 * generated and compiled is shown apart. Without Spin its part is null, with the reason.
 *
 * usage: node --expose-gc dist/bench/explorer.js [named system] [most threads]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  axes,
  delivery,
  explore,
  lifecycles,
  lifecycleVerdict,
  namedSystems,
  profiles,
  verdict,
  type Profile,
} from '../model/index.js';
import { specificationPath } from '../spec/quint/index.js';
import { spinOptions, whyNoSpin } from '../tools/spec/spin.js';

const run = promisify(execFile);

/** What one checker did in one search. */
interface Measure {
  readonly states: number;
  readonly edges: number;
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly edgesPerSecond: number;
  /** Edges grow faster than states as threads are added, and with them the cost of a state. */
  readonly edgesPerState: number;
}

const [name = 'squib', mostThreads = '4'] = process.argv.slice(2);
const chosenSystem = namedSystems.find((one) => one.name === name);
if (chosenSystem === undefined) throw new Error(`no system ${name}`);
const profile: Profile = { ...chosenSystem.choices, driver: 'ackFirst' };
const whyNot = await whyNoSpin();

const searches = [];
for (let threads = 1; threads <= Number(mostThreads); threads++) {
  const own = exploreWarm(profile, threads);
  const spin = whyNot === undefined ? await searchBySpin(profile, threads) : null;
  const sizes = new Set([own.states, spin?.search.states ?? own.states]);
  if (sizes.size !== 1) throw new Error(`with ${threads} threads the two find ${[...sizes].join(' and ')} states`);
  const ratio = spin === null ? null : rounded(own.statesPerSecond / spin.search.statesPerSecond);
  searches.push({ threads, own, spin, timesSpin: ratio });
}
const matrix = wholeMatrix();
const saveRestoreReset = [1, 2].map(everyLifecycle);
console.log(
  JSON.stringify(
    {
      benchmark: 'explorer',
      node: process.version,
      arch: process.arch,
      profile,
      whyNoSpin: whyNot ?? null,
      searches,
      matrix,
      lifecycles: saveRestoreReset,
    },
    null,
    2,
  ),
);

/** Explores until the compiler is warm, and then tells the middle one of five; each as often as makes it last. */
function exploreWarm(chosen: Profile, threads: number): Measure {
  const once = (): { readonly states: number; readonly edges: number } => {
    const exploration = explore(delivery(chosen, threads));
    if (exploration.kind === 'inconclusive') throw new Error(`more than ${exploration.maxStates} states`);
    return exploration.graph;
  };
  const warm = process.cpuUsage();
  while (secondsSince(warm) < 0.5) once();
  globalThis.gc?.();
  const many = (): Measure => {
    const start = process.cpuUsage();
    let [runs, size] = [0, { states: 0, edges: 0 }];
    for (; secondsSince(start) < 0.25; runs += 1) size = once();
    return measure(size.states, size.edges, secondsSince(start) / runs);
  };
  const measures = Array.from({ length: 5 }, many).sort((one, other) => one.seconds - other.seconds);
  return measures[2] as Measure;
}

/** Spin's own exhaustive search, for safety alone, which is the quickest that it has. */
async function searchBySpin(
  chosen: Profile,
  threads: number,
): Promise<{ readonly generateSeconds: number; readonly compileSeconds: number; readonly search: Measure }> {
  const folder = await mkdtemp(join(tmpdir(), 'irqline-bench-'));
  try {
    const start = performance.now();
    await run('spin', [...spinOptions(chosen, threads), '-a', specificationPath('delivery.pml')], { cwd: folder });
    const generated = performance.now();
    await run('gcc', ['-O2', '-w', '-DNOREDUCE', '-DSAFETY', '-DNOCLAIM', '-o', 'pan', 'pan.c'], { cwd: folder });
    const compiled = performance.now();
    const { stdout } = await run(join(folder, 'pan'), ['-E', '-m10000000', '-w24'], {
      cwd: folder,
      maxBuffer: 1 << 24,
    });
    const found = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1]);
    return {
      generateSeconds: rounded((generated - start) / 1000),
      compileSeconds: rounded((compiled - generated) / 1000),
      search: measure(
        found(/(\d+) states, stored/u),
        found(/(\d+) transitions/u),
        // Spin leaves the line out below a hundredth of a second.
        found(/elapsed time (\S+) seconds/u) || 0.01,
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Save, restore and reset at every point of every SAFE profile of a named system: so many threads, and with what is asked of it. */
function everyLifecycle(threads: number): Record<string, number> {
  const named = [...new Set(namedSystems.map(({ choices }) => JSON.stringify(choices)))].flatMap((choices) =>
    axes.driver.map((driver): Profile => ({ ...(JSON.parse(choices) as Omit<Profile, 'driver'>), driver })),
  );
  const safe = named.filter((each) => verdict(each, 2).kind === 'SAFE');
  const start = process.cpuUsage();
  let [count, states, edges] = [0, 0, 0];
  for (const each of safe)
    for (const lifecycle of lifecycles) {
      const result = lifecycleVerdict(each, threads, lifecycle);
      if (result.kind === 'INCONCLUSIVE') throw new Error(`more than ${result.maxStates} states`);
      [count, states, edges] = [count + 1, states + result.states, edges + result.edges];
    }
  return { threads, lifecycles: count, ...measure(states, edges, secondsSince(start)) };
}

/** Every profile with two threads, with all that is asked of it. */
function wholeMatrix(): Record<string, number> {
  const start = process.cpuUsage();
  let [count, states, edges] = [0, 0, 0];
  for (const each of profiles()) {
    const result = verdict(each, 2);
    if (result.kind === 'INCONCLUSIVE') throw new Error(`more than ${result.maxStates} states`);
    [count, states, edges] = [count + 1, states + result.states, edges + result.edges];
  }
  const { maxRSS } = process.resourceUsage();
  return {
    profiles: count,
    ...measure(states, edges, secondsSince(start)),
    peakMemoryMiBOfAll: Math.round(maxRSS / 1024),
  };
}

function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function measure(states: number, edges: number, seconds: number): Measure {
  return {
    states,
    edges,
    seconds: rounded(seconds),
    statesPerSecond: Math.round(states / seconds),
    edgesPerSecond: Math.round(edges / seconds),
    edgesPerState: rounded(edges / states),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
