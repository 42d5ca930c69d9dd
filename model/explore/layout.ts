import { IrqlineError } from '../../spec/index.js';
import type { System } from './system.js';
import { tabulate, type ProcessTable } from './table.js';

/** Which digit of a packed state is the local state of one process, and its steps as what they add to that state. */
export interface Field<Local> {
  readonly locals: readonly Local[];
  /** The number of local states. */
  readonly size: number;
  /** Whether it is a digit of the high word. */
  readonly isHigh: boolean;
  /** The product of the sizes of the digits below it in its word. */
  readonly weight: number;
  readonly rowStart: Uint32Array;
  /** What each step adds to the low word; it may be less than 0. */
  readonly lowChange: Int32Array;
  /** What each step adds to the high word; empty unless `isHigh`. */
  readonly highChange: Int32Array;
  /** What each step is called: index into the labels of all processes. */
  readonly label: Uint32Array;
}

/**
 * How the states of a system are packed: as two words of 32 bits, the second one 0 unless `isWide`. A word is a number
 * in mixed radix, so that no number stands for nothing: the shared part is the lowest digit, of `sharedSize` values.
 */
export interface Layout<Local, Action> {
  readonly isWide: boolean;
  readonly sharedSize: number;
  /** How many low words there are: 2^32 at most. */
  readonly lowWords: number;
  readonly initialLow: number;
  readonly initialHigh: number;
  readonly fields: readonly Field<Local>[];
  readonly labels: readonly { readonly process: number; readonly action: Action; readonly isOptional: boolean }[];
  /** The greatest number of steps out of one state. */
  readonly mostSteps: number;
}

const wordSize = 2 ** 32;

/** The digit of this size and weight of a word. */
export const digitOf = (word: number, { size, weight }: { readonly size: number; readonly weight: number }): number =>
  ((word / weight) >>> 0) % size;

/**
 * Tabulates every process and gives each a digit of a packed state.
 * @throws IrqlineError `EXPLORATION_TOO_WIDE` when the digits do not fit into two words, or the labels into 8 bits.
 */
export function layOut<Shared, Local, Action>(system: System<Shared, Local, Action>): Layout<Local, Action> {
  const { domain, processes } = system;
  const tables = processes.map(({ process }) => tabulate(process, domain));
  const labels = tables.flatMap(({ actions }, process) =>
    actions.map((action) => ({ process, action, isOptional: system.isOptional(action) })),
  );
  const fields: Field<Local>[] = [];
  let [lowWords, highWords, firstLabel] = [domain.length, 1, 0];
  for (const table of tables) {
    const size = table.locals.length;
    const isHigh = highWords > 1 || lowWords * size > wordSize;
    fields.push(fieldOf(table, isHigh, isHigh ? highWords : lowWords, firstLabel));
    if (isHigh) highWords *= size;
    else lowWords *= size;
    firstLabel += table.actions.length;
  }
  if (highWords > wordSize || labels.length > 256) {
    const bits = Math.ceil(Math.log2(lowWords) + Math.log2(highWords));
    throw new IrqlineError('EXPLORATION_TOO_WIDE', `${bits} bits and ${labels.length} labels`);
  }
  // The domain lists its values in any order; the local states are numbered from the initial one, so those digits are 0.
  const initial = JSON.stringify(system.initial);
  const initialLow = domain.findIndex((value) => JSON.stringify(value) === initial);
  if (initialLow === -1)
    throw new Error('the initial shared part is not in the domain that the system itself declares');
  return {
    isWide: highWords > 1,
    sharedSize: domain.length,
    lowWords,
    initialLow,
    initialHigh: 0,
    fields,
    labels,
    mostSteps: tables.reduce((sum, { mostSteps }) => sum + mostSteps, 0),
  };
}

/** The digit of a process whose labels begin with this one, above the digits that have this weight together. */
function fieldOf<Local>(
  { locals, rowStart, sharedChange, localChange, action }: ProcessTable<Local, unknown>,
  isHigh: boolean,
  weight: number,
  firstLabel: number,
): Field<Local> {
  // Typed arrays keep numbers modulo 2^32, as the words are.
  const ownChange = localChange.map((change) => change * weight);
  const lowChange = isHigh ? sharedChange : sharedChange.map((change, step) => change + (ownChange[step] as number));
  const highChange = isHigh ? ownChange : new Int32Array(0);
  const label = action.map((own) => firstLabel + own);
  return { locals, size: locals.length, isHigh, weight, rowStart, lowChange, highChange, label };
}
