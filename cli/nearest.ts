import { IrqlineError } from '../spec/index.js';

const MOST_LISTED = 24;
const MOST_MEANT = 3;

/**
 * The entry of this name.
 * @param what - that there is none of: `no layer`
 * @param shownBy - where all of them are shown, where they are many: "`irqline mutants`"
 * @throws IrqlineError UNKNOWN_NAME, with the nearest names
 */
export function byName<Entry>(
  what: string,
  name: string,
  entries: Readonly<Record<string, Entry>>,
  shownBy?: string,
): Entry {
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (found !== undefined) return found;
  throw unknownName(what, name, Object.keys(entries), shownBy);
}

/** UNKNOWN_NAME, with the names that may be meant, or else those that there are; see {@link byName}. */
export function unknownName(what: string, name: string, known: readonly string[], shownBy?: string): IrqlineError {
  const meant = meantBy(name, known);
  const hint = meant.length > 0 ? `did you mean ${listed(meant)}?` : `there are ${fewOf(known)}`;
  const options = shownBy === undefined ? {} : { fix: `All of them are shown by ${shownBy}.` };
  return new IrqlineError('UNKNOWN_NAME', `${what} "${name}"; ${hint}`, options);
}

/** The names that this may be a slip for: of each three letters one may be wrong, and two of a few. */
function meantBy(name: string, known: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(name.length / 3));
  const near = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, far }) => far <= most && far < Math.max(name.length, one.length));
  const least = Math.min(...near.map(({ far }) => far));
  const nearest = near.filter(({ far }) => far === least).map(({ one }) => one);
  return nearest.slice(0, MOST_MEANT);
}

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' or ');

function fewOf(known: readonly string[]): string {
  const names = known.toSorted();
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${names.slice(0, MOST_LISTED).join(', ')}, and ${more} more` : names.join(', ');
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
