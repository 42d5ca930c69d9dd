import { Command } from '@commander-js/extra-typings';
import { exitCodeOf, exitCodes } from '../../cli/exit-codes.js';
import { compile } from '../../spec/quint/index.js';
import { verdict } from '../../model/delivery/index.js';
import { deliveryChecks } from './delivery-check.js';
import { mistakes, safeDesigns, type Design } from './designs.js';
import { gicChecks } from './gic-check.js';
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
  if (second !== undefined)
    for (const design of safeDesigns) yield timed('proof, cvc5', design.name, () => check(second, design));
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

async function main(isLarge: boolean, isJson: boolean): Promise<number> {
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
  const rows = [...others, ...graphs];
  process.stdout.write(`${isJson ? JSON.stringify(rows, undefined, 2) : showRows(rows)}\n`);
  const isIncomplete = isRequired && rows.some(({ part, found }) => part === 'spin' && found.includes('not installed'));
  if (isIncomplete) return exitCodes.environment;
  return rows.some((row) => row.verdict === 'fail') ? exitCodes.violation : exitCodes.pass;
}

const command = new Command('spec')
  .description('Checks the specifications, and that the model is equal to them.')
  .option('--large', 'also every profile with one thread, and the reference with three; some minutes')
  .option('--json', 'print the rows as JSON')
  .action(async ({ large, json }) => {
    process.exitCode = await main(large === true, json === true);
  });

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
