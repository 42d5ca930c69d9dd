import { IrqlineError } from '../spec/index.js';

const MOST_SHOWN = 24;

/**
 * The entry of this name.
 * @throws IrqlineError UNKNOWN_NAME, with the nearest names
 */
export function byName<Entry>(what: string, name: string, entries: Readonly<Record<string, Entry>>): Entry {
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (found !== undefined) return found;
  throw unknownName(what, name, Object.keys(entries));
}

/** UNKNOWN_NAME, with the nearest of the names that there are. @param what - `no layer` */
export function unknownName(what: string, name: string, known: readonly string[]): IrqlineError {
  const names = known.toSorted((one, other) => distance(name, one) - distance(name, other));
  const shown = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…'] : names;
  return new IrqlineError(
    'UNKNOWN_NAME',
    `${what} "${name}"; did you mean "${names[0] ?? ''}"? There are ${shown.join(', ')}`,
  );
}

/** How many single letters have to be changed, added or left out (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
