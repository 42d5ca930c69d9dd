import { verdict, type Profile } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';

/**
 * Memory that the explorer takes for one state with its edges, in bytes: packed state, parent, its places in the set of
 * states (a hash table, or a table of all states that there could be), edges at five bytes, everything up to twice as
 * long as needed. Measured from 60 (kvmtool, three threads) to 155 (irqline, five): with each thread a state has more edges.
 */
export const bytesPerState = 160;

/** The number of reachable states, by exploring them. */
function countStates(profile: Profile, threads: number): number {
  const result = verdict(profile, threads);
  // One or two threads reach a few hundred thousand states, far below the explorer's bound.
  if (result.kind === 'INCONCLUSIVE') throw new Error(`more than ${result.maxStates} states with ${threads} threads`);
  return result.states;
}

/**
 * How many states a profile may have: from one thread to two they grow by some factor, and with each further thread by
 * less than that, since the threads share what they write.
 */
function estimateStates(profile: Profile, threads: number): number {
  const [one, two] = [countStates(profile, 1), countStates(profile, 2)];
  return two * (two / one) ** (threads - 2);
}

/** Of these the profile with the most states at one thread, which leads at every number of threads that was tried. */
function largestOf(chosen: readonly Profile[]): Profile {
  const sizes = chosen.map((profile) => ({ profile, states: countStates(profile, 1) }));
  return sizes.reduce((largest, size) => (size.states > largest.states ? size : largest)).profile;
}

/**
 * How many states may be explored in the memory that this machine has free.
 * @param chosen - those to be explored, one after the other; at least one
 * @throws IrqlineError EXPLORATION_TOO_LARGE, with the memory that it would take
 */
export function statesThatFit(chosen: Iterable<Profile>, threads: number): number {
  const fit = Math.floor(process.availableMemory() / bytesPerState);
  // Two threads have been measured: below 120 000 states.
  if (threads <= 2) return fit;
  const all = Array.from(chosen);
  // The first mostly tells; to find the largest, all of them are explored.
  for (const some of [all.slice(0, 1), all]) requireRoom(estimateStates(largestOf(some), threads), fit, threads);
  return fit;
}

function requireRoom(states: number, fit: number, threads: number): void {
  if (states <= fit) return;
  throw new IrqlineError(
    'EXPLORATION_TOO_LARGE',
    `${threads} threads may reach ${shortNumber(states)} states, which take ${inBytes(states * bytesPerState)}; ${inBytes(process.availableMemory())} are free`,
  );
}

const shortNumber = (value: number): string => new Intl.NumberFormat('en', { notation: 'compact' }).format(value);

function inBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toLocaleString('en', { maximumFractionDigits: 1 })} ${units[power] ?? ''}`;
}
