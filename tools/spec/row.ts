import Table from 'cli-table3';
import pc from 'picocolors';

/** One line of what `npm run spec` prints. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly states?: number;
  readonly edges?: number;
  readonly verdict: 'pass' | 'fail' | 'skipped';
  /** What was found, in a few words; for a failure, all of it. */
  readonly found: string;
  readonly milliseconds: number;
}

/** What a check comes to, before it is timed. */
export type Finding = Pick<Row, 'verdict' | 'found' | 'states' | 'edges'>;

/** Runs a check and times it. An error is a failed check, so that the others still run. */
export async function timed(part: string, what: string, check: () => Finding | Promise<Finding>): Promise<Row> {
  const start = performance.now();
  const finding = await Promise.resolve()
    .then(check)
    .catch((error: unknown): Finding => ({
      verdict: 'fail',
      found: error instanceof Error ? error.message : String(error),
    }));
  return { part, what, ...finding, milliseconds: Math.round(performance.now() - start) };
}

/** All rows as one table, and below it all of what failed. */
export function showRows(rows: readonly Row[]): string {
  const table = new Table({
    head: ['part', 'what', 'states', 'edges', 'verdict', 'found', 'seconds'],
    colAligns: ['left', 'left', 'right', 'right', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const colour = { pass: pc.green, fail: pc.red, skipped: pc.yellow };
  for (const { part, what, states, edges, verdict, found, milliseconds } of rows) {
    const [firstLine = ''] = found.split('\n');
    const shown = verdict === 'fail' ? firstLine.slice(0, 60) : firstLine;
    table.push([
      part,
      what,
      states ?? '',
      edges ?? '',
      colour[verdict](verdict),
      shown,
      (milliseconds / 1000).toFixed(1),
    ]);
  }
  const failures = rows
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ part, what, found }) => `\n${part}, ${what}:\n${found}`);
  return [table.toString(), ...failures].join('\n');
}
