import { Command } from '@commander-js/extra-typings';
import { exitCodeOf, exitCodes, type ExitCode } from '../../cli/exit-codes.js';
import { readText } from '../../cli/files.js';
import { decodeTrace } from '../../properties/index.js';
import { compile } from '../../spec/quint/index.js';
import { verdict } from '../../model/delivery/index.js';
import { deliveryChecks } from './delivery-check.js';
import { mistakes, safeDesigns, type Design } from './designs.js';
import { gicChecks } from './gic-check.js';
import { acceptRecording } from './gic-recording.js';
import { cvc5, prove, z3 } from './proof.js';
import { quintChecks } from './quint-checks.js';
import { showRows, timed, type Finding, type Row } from './row.js';
import { expectedOfSpin } from './spin-agreement.js';
import { spinVerdict, whyNoSpin } from './spin.js';
import { allProfiles, namedProfiles, type NamedProfile } from './subjects.js';

const isRequired = process.env['IRQLINE_REQUIRE_ALL'] === '1';

/** What a profile's verdict is, and whether Spin finds the same. */
async function checkSpin({ profile }: NamedProfile, threads: number): Promise<Finding> {
  const found = await spinVerdict(profile, threads);
  const expected = expectedOfSpin(profile, threads);
  const isSame = JSON.stringify(found) === JSON.stringify(expected);
  const { states, transitions } = found;
  return isSame
    ? { verdict: 'pass', found: `agrees, ${verdict(profile, threads).kind}`, states, edges: transitions }
    : { verdict: 'fail', found: `Spin ${JSON.stringify(found)}\nmodel ${JSON.stringify(expected)}`, states };
}

async function* spinChecks(subjects: readonly NamedProfile[], threads: number): AsyncGenerator<Row> {
  const missing = await whyNoSpin();
  if (missing !== undefined) {
    yield timed('spin', 'all profiles', () => ({ verdict: isRequired ? 'fail' : 'skipped', found: missing }));
    return;
  }
  for (const subject of subjects)
    yield timed('spin', `${subject.name}, ${threads} threads`, () => checkSpin(subject, threads));
}

async function* proofChecks(): AsyncGenerator<Row> {
  const first = await z3();
  const second = cvc5();
  const check = async (solver: typeof first, design: Design): Promise<Finding> => {
    const { brokenBy, unknown } = await prove(design, solver);
    const found =
      brokenBy.length > 0 ? `breaks at ${brokenBy.join(', ')}: ${design.because}` : 'no event is lost: proved';
    return brokenBy.join() === design.brokenBy.join() && unknown.length === 0
      ? { verdict: 'pass', found }
      : { verdict: 'fail', found: `broken by ${brokenBy.join()}; unknown: ${unknown.join()}` };
  };
  for (const design of [...safeDesigns, ...mistakes]) yield timed('proof, z3', design.name, () => check(first, design));
  if (second === undefined)
    yield timed('proof, cvc5', 'safe designs', () => ({
      verdict: isRequired ? 'fail' : 'skipped',
      found: 'cvc5 is not installed (Debian: apt-get install --no-install-recommends cvc5)',
    }));
  else for (const design of safeDesigns) yield timed('proof, cvc5', design.name, () => check(second, design));
  first.close();
}

async function collect(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const collected: Row[] = [];
  for await (const row of rows) {
    collected.push(row);
    process.stderr.write(`${row.verdict.padEnd(8)}${row.part}: ${row.what}\n`);
  }
  return collected;
}

/** One after the other: each of them occupies a core, and a second one is busy with the graphs. */
async function* inTurn(...parts: readonly (() => AsyncIterable<Row>)[]): AsyncGenerator<Row> {
  for (const part of parts) yield* part();
}

async function everything(isLarge: boolean): Promise<readonly Row[]> {
  const named = namedProfiles();
  const [others, graphs] = await Promise.all([
    collect(
      inTurn(
        () => quintChecks(compile('delivery.qnt')),
        () => gicChecks(isLarge),
        proofChecks,
        () => spinChecks(named, 2),
      ),
    ),
    collect(
      inTurn(
        () => deliveryChecks(named, 2),
        ...(isLarge ? [() => deliveryChecks(allProfiles(), 1), () => deliveryChecks(named.slice(0, 1), 3)] : []),
      ),
    ),
  ]);
  return [...others, ...graphs];
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
  const isIncomplete = isRequired && rows.some(({ found }) => found.includes('not installed'));
  if (isIncomplete) return exitCodes.environment;
  return rows.some((row) => row.verdict === 'fail') ? exitCodes.violation : exitCodes.pass;
}

const command = new Command('spec')
  .description('Checks the specifications, and that the model is equal to them.')
  .option('--large', 'also every profile with one thread, and the reference with three; some minutes')
  .option('--trace <file>', 'only: is this run, recorded on a GIC, a run of the specification?')
  .option('--json', 'print the rows as JSON')
  .action(async ({ large, trace, json }) => {
    if (trace !== undefined) return accept(trace);
    const rows = await everything(large === true);
    process.stdout.write(`${json === true ? JSON.stringify(rows, undefined, 2) : showRows(rows)}\n`);
    process.exitCode = exitCodeFor(rows);
  });

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
