import Table from 'cli-table3';
import pc from 'picocolors';
import type { Row } from './row.js';

const PROVED = `
Proved means: no event is lost, whatever the number of threads, bits and events. Storms, and that every event is
serviced in the end, are checked exhaustively at the sizes that the rows name.`;

const NARROWEST = 88;
const WIDEST = 120;

/** What the columns need; `what` has the rest, and breaks its lines. */
const fixed = { part: 11, states: 6, edges: 7, verdict: 7, found: 20, seconds: 7 };
const GAP = 2;

/**
 * All rows as one table, below it why a proof breaks where it does, and then all of what failed.
 *
 * @param columns - the width of the terminal; less than 88 or more than 120 is not used
 */
export function showRows(rows: readonly Row[], columns = 100): string {
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
  const what = width - Object.values(fixed).reduce((sum, one) => sum + one + GAP, 0) - GAP;
  const table = new Table({
    head: ['part', 'what', 'states', 'edges', 'verdict', 'found', 'seconds'],
    // The table's own widths include the gap to the right.
    colWidths: [fixed.part, what, fixed.states, fixed.edges, fixed.verdict, fixed.found, fixed.seconds].map(
      (column) => column + GAP,
    ),
    colAligns: ['left', 'left', 'right', 'right', 'left', 'left', 'right'],
    wordWrap: true,
    chars: withoutLines,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
  });
  let last = '';
  for (const row of rows) {
    table.push(cells(row, row.part === last));
    last = row.part;
  }
  const explained = rows.flatMap((row) =>
    row.because === undefined ? [] : [`  ${row.what}: ${row.found}. ${row.because}`],
  );
  const failures = rows
    .filter(({ verdict }) => verdict === 'fail')
    .map((row) => `\n${row.part}, ${row.what}:\n${row.found}`);
  return [
    table.toString().replaceAll(/ +$/gmu, ''),
    ...(rows.some(({ part, verdict }) => part.startsWith('proof') && verdict === 'pass') ? [PROVED] : []),
    ...(explained.length === 0 ? [] : ['\nWhy the proof breaks there:', ...explained]),
    ...failures,
    summary(rows),
  ].join('\n');
}

const colour = { pass: pc.green, fail: pc.red, skipped: pc.yellow };

function cells(row: Row, isSamePart: boolean): string[] {
  const { part, what, states, edges, verdict, milliseconds } = row;
  const [found = ''] = row.found.split('\n');
  return [
    isSamePart ? '' : part,
    what,
    states?.toString() ?? '',
    edges?.toString() ?? '',
    colour[verdict](verdict),
    verdict === 'fail' ? 'see below' : found,
    (milliseconds / 1000).toFixed(1),
  ];
}

function summary(rows: readonly Row[]): string {
  const count = (wanted: Row['verdict']): number => rows.filter(({ verdict }) => verdict === wanted).length;
  const others = (['fail', 'skipped'] as const).filter((verdict) => count(verdict) > 0);
  return `\n${[...others.map((verdict) => `${count(verdict)} ${verdict}`), `${count('pass')} pass`].join(', ')}`;
}

const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
const withoutLines = { ...none, ...sides, right: '', 'right-mid': '', middle: '' };
