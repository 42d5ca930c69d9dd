import type { Process } from './system.js';

/**
 * The steps of one process for every shared value and every local state, in typed arrays.
 * Row `shared * locals.length + local` holds the steps `rowStart[row]` to `rowStart[row + 1]`.
 */
export interface ProcessTable<Local, Action> {
  readonly locals: readonly Local[];
  readonly actions: readonly Action[];
  readonly rowStart: Uint32Array;
  /** What a step adds to the index of the shared value. */
  readonly sharedChange: Int32Array;
  /** What a step adds to the index of the local state. */
  readonly localChange: Int32Array;
  /** Index into `actions`. */
  readonly action: Uint32Array;
  /** The greatest number of steps in one row. */
  readonly mostSteps: number;
}

const tables = new WeakMap<object, WeakMap<object, ProcessTable<unknown, unknown>>>();

/** Gives equal plain data equal numbers, counted from 0 in the order of first sight. */
class Numbering<Value> {
  readonly values: Value[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(value: Value): number {
    const key = JSON.stringify(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

/**
 * Runs the readable steps of a process once for every shared value and every local state that it can get into.
 * The table of a process is made once for each domain and kept for as long as both are in use.
 */
export function tabulate<Shared, Local, Action>(
  process: Process<Shared, Local, Action>,
  domain: readonly Shared[],
): ProcessTable<Local, Action> {
  const ofDomain = tables.get(domain) ?? new WeakMap<object, ProcessTable<unknown, unknown>>();
  tables.set(domain, ofDomain);
  const known = ofDomain.get(process);
  if (known !== undefined) return known as ProcessTable<Local, Action>;
  const table = makeTable(process, domain);
  ofDomain.set(process, table);
  return table;
}

function makeTable<Shared, Local, Action>(
  process: Process<Shared, Local, Action>,
  domain: readonly Shared[],
): ProcessTable<Local, Action> {
  const shareds = new Numbering<Shared>();
  for (const shared of domain) shareds.numberOf(shared);
  const locals = new Numbering<Local>();
  const actions = new Numbering<Action>();
  locals.numberOf(process.initial);

  const columns: number[][][] = [];
  for (let local = 0; local < locals.values.length; local++) {
    columns.push(
      domain.map((value, shared) =>
        process
          .steps(value, locals.values[local] as Local)
          .flatMap((step) => [
            shareds.numberOf(step.shared) - shared,
            locals.numberOf(step.local) - local,
            actions.numberOf(step.action),
          ]),
      ),
    );
  }
  // A value outside of the domain would be packed into digits that belong to other processes.
  if (shareds.values.length !== domain.length) throw new Error('a step leaves the declared domain of the shared part');

  const cells = domain.flatMap((_, shared) => columns.map((column) => column[shared] as number[]));
  const steps = cells.flat();
  const rowStart = new Uint32Array(cells.length + 1);
  cells.forEach((cell, row) => (rowStart[row + 1] = (rowStart[row] as number) + cell.length / 3));
  return {
    locals: locals.values,
    actions: actions.values,
    rowStart,
    sharedChange: Int32Array.from(steps.filter((_, index) => index % 3 === 0)),
    localChange: Int32Array.from(steps.filter((_, index) => index % 3 === 1)),
    action: Uint32Array.from(steps.filter((_, index) => index % 3 === 2)),
    mostSteps: Math.max(...cells.map((cell) => cell.length / 3)),
  };
}
