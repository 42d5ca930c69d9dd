import { Command } from '@commander-js/extra-typings';
import { exitCodeOfError, exitCodes, type ExitCode } from '../../cli/exit-codes.js';
import { readText } from '../../cli/files.js';
import { decodeTrace } from '../../properties/index.js';
import { compile } from '../../spec/quint/index.js';
import { acceptRecording } from './gic-recording.js';
import { jobsOf } from './jobs.js';
import { runAll } from './pool.js';
import type { Row } from './row.js';
import { showRows } from './table.js';

const isRequired = process.env['IRQLINE_REQUIRE_ALL'] === '1';

async function everything(isLarge: boolean): Promise<readonly Row[]> {
  const jobs = await jobsOf(isLarge);
  return runAll(jobs, { isLarge }, ({ verdict, part, what }, done) =>
    process.stderr.write(`${String(done).padStart(4)}/${jobs.length}  ${verdict.padEnd(8)}${part}: ${what}\n`),
  );
}

/** @throws IrqlineError FILE_NOT_READABLE, TRACE_*, OUTSIDE_SPECIFICATION */
function accept(path: string): void {
  const { labels, refused } = acceptRecording(compile('gic.qnt'), decodeTrace(readText(path)));
  const told = labels.map((label, at) => `${String(at + 1).padStart(4)}. ${label}`);
  const end = refused === undefined ? 'accepted: a run of spec/gic.qnt' : `refused at ${refused}`;
  process.stdout.write(`${[...told, end].join('\n')}\n`);
  process.exitCode = refused === undefined ? exitCodes.pass : exitCodes.violation;
}

function exitCodeFor(rows: readonly Row[]): ExitCode {
  if (rows.some(({ verdict }) => verdict === 'fail')) return exitCodes.violation;
  const isIncomplete = isRequired && rows.some(({ verdict }) => verdict === 'skipped');
  return isIncomplete ? exitCodes.environment : exitCodes.pass;
}

const command = new Command('spec')
  .description('Checks the specifications, and that the model is equal to them.')
  .option('--large', 'also every profile with one thread, the reference with three, and the whole GIC; some minutes')
  .option('--trace <file>', 'only: is this run, recorded on a GIC, a run of the specification?')
  .option('--json', 'print the rows as JSON')
  .action(async ({ large, trace, json }) => {
    if (trace !== undefined) return accept(trace);
    const rows = await everything(large === true);
    process.stdout.write(
      `${json === true ? JSON.stringify(rows, undefined, 2) : showRows(rows, process.stdout.columns)}\n`,
    );
    process.exitCode = exitCodeFor(rows);
  });

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOfError(error);
});
