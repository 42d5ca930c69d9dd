import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { pc } from '../colour.js';
import { longestWord, textWidth, wrapped } from './wrap.js';

/**
 * A table without lines, as wide as the text may be: what is too long goes on in the next line of its cell.
 * Two blanks stand between columns, one where there is no room. Columns of numbers are aligned to the right.
 * @param heads - may have several lines
 * @param width - in characters; it is exceeded where single words are too long for it
 */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], width = textWidth()): string {
  const columns = heads.map((head, column) => [head, ...rows.map((row) => row[column] ?? '')]);
  const least = columns.map((cells) => Math.max(...cells.map(longestWord)));
  const gap = sum(least) + 2 * (heads.length - 1) > width ? ' ' : '  ';
  const widths = columnWidths(columns, least, width - gap.length * (heads.length - 1));
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  const drawn = new Table({
    head: [],
    chars: { ...none, ...sides, right: '', 'right-mid': '', middle: gap },
    colAligns: columns.map(([, ...cells]) => (cells.every((cell) => /^[\d,]*$/.test(cell)) ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  const cell = (text: string, column: number): string => wrapped(text, widths[column] ?? 0);
  drawn.push(heads.map((head, column) => ({ content: pc.bold(cell(head, column)), vAlign: 'bottom' as const })));
  for (const row of rows) drawn.push(row.map(cell));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** As wide as the widest line of each, or less, from the widest column on, but no less than the longest word. */
function columnWidths(
  columns: readonly (readonly string[])[],
  least: readonly number[],
  room: number,
): readonly number[] {
  const longestLine = (text: string): number =>
    Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));
  const widths = columns.map((cells) => Math.max(...cells.map(longestLine)));
  const canShrink = (column: number): boolean => (widths[column] ?? 0) > (least[column] ?? 0);
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const [column] = Array.from(widths.keys())
      .filter(canShrink)
      .toSorted((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
