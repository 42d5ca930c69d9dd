import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { layers } from '../properties/index.js';
import { IrqlineError } from '../spec/index.js';
import { adapterOption, adapterPatience, driverOption, libraryOption, openAdapter, type Start } from './adapter.js';
import { modeOf, ofRunsAlone, type CheckAsked } from './check/asked.js';
import { checkOneRecording } from './check/one-recording.js';
import { keepSent } from './check/sent.js';
import { checkLinuxRecordings } from './check/recordings.js';
import { checkRuns, saveTrace, type CheckedRuns } from './check/runs.js';
import { checkOwnScenarios } from './check/scenarios.js';
import { ownTargets, ownSubjectNames } from './check/targets.js';
import { exitCodeOfCheck, verdictOf } from './check/verdict.js';
import { complain } from './complain.js';
import { exitCodes } from './exit-codes.js';
import { keep, writeWhole } from './files.js';
import { propertyOption } from './judged-by.js';
import { leavingCleanly } from './leave.js';
import { duration, shard, wholeNumber } from './options.js';
import { checkAsJson } from './report/check-json.js';
import { checkAsJunit, unableAsJunit } from './report/check-junit.js';
import { checkAsText, type FixedChecks } from './report/check.js';

const DEFAULT_RUNS = 2000;

/** `irqline check`: holds an implementation against the model and the clauses, on generated runs. */
export function checkCommand(): CommandUnknownOpts {
  return new Command('check')
    .description('hold an implementation against the model, on generated runs, on recordings and on named scenarios')
    .option('--layer <name>', `only this layer: ${layers.map(({ model }) => model.layer).join(', ')}`)
    .option('--subject <name>', `what to check: ${ownSubjectNames().join(', ')}; our own implementation when left out`)
    .addOption(new Option('--mutant <id>', 'check a variant with one real fault instead').conflicts('subject'))
    .addOption(adapterOption)
    .addOption(libraryOption)
    .addOption(adapterPatience)
    .addOption(driverOption)
    .addOption(propertyOption)
    .option('--runs <n>', 'how many runs a layer', wholeNumber(1, 1e9), DEFAULT_RUNS)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1))
    .option('--time <duration>', 'stop after this time: 30s, 5m, or so many seconds', duration)
    .option('--shard <i/n>', 'make only this share of the runs', shard)
    .option('--traces <directory>', 'where to put the trace of a failure', '.irqline')
    .option('--json', 'print one JSON object instead of text')
    .option('--junit <file>', 'write a JUnit report')
    .option('--witnesses', 'print how often each property met its interesting cases')
    .addOption(
      new Option('--recording <file>', "check against this recording of a driver instead: QEMU's -trace").conflicts([
        ...ofRunsAlone,
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (asked: CheckAsked) => {
      try {
        await check(asked);
      } catch (error) {
        if (asked.junit !== undefined && error instanceof IrqlineError)
          keep(asked.junit, unableAsJunit(nameOf(asked), error));
        throw error;
      }
    });
}

async function check(asked: CheckAsked): Promise<void> {
  const mode = modeOf(asked);
  switch (mode.kind) {
    case 'recording':
      return checkOneRecording(mode.file, asked);
    case 'adapter':
      return tell(asked, { recordings: [], scenarios: [] }, await checkAdapter(mode.start, asked));
    case 'own': {
      const targets = ownTargets(asked);
      return tell(asked, fixedChecks(asked), await checkRuns(targets, asked));
    }
  }
}

/** What is checked, in one word, as far as it was named. */
const nameOf = ({ adapter, library, recording, mutant, subject, layer }: CheckAsked): string =>
  adapter ?? library ?? recording ?? mutant ?? subject ?? layer ?? 'irqline';

/** An adapter is started for its check, and ended whichever way we end. */
async function checkAdapter(start: Start, asked: CheckAsked): Promise<CheckedRuns> {
  return leavingCleanly(async (spareNextInterrupt) => {
    const target = await openAdapter(start, asked);
    spareNextInterrupt();
    return checkRuns([target], asked);
  });
}

/** Recordings and scenarios are for our own implementation, without a fault. */
function fixedChecks({ layer, subject, mutant, property, traces }: CheckAsked): FixedChecks {
  const isOwn = mutant === undefined && subject === undefined && property === undefined;
  return {
    recordings: isOwn && layer === undefined ? checkLinuxRecordings() : [],
    scenarios: isOwn && (layer === undefined || layer === 'gic') ? checkOwnScenarios(traces) : [],
  };
}

/** Prints what was found, and keeps it where that is asked for. */
function tell(asked: CheckAsked, fixed: FixedChecks, { results, isWhole }: CheckedRuns): void {
  const checked = results
    .map((entry) => ({ ...entry, result: keepSent(asked.traces, entry) }))
    .map((entry) => ({ ...entry, trace: saveTrace(asked.traces, entry) }));
  console.log(
    asked.json === true ? checkAsJson(checked, fixed, isWhole) : checkAsText(checked, fixed, asked.witnesses === true),
  );
  process.exitCode = exitCodeOfCheck(verdictOf(checked, fixed, isWhole), isWhole);
  for (const { result } of checked) if (result.ended !== undefined) complain(result.ended);
  if (asked.junit === undefined) return;
  try {
    // Last, so that a place that cannot be written to does not hide what was found.
    writeWhole(asked.junit, checkAsJunit(checked, fixed));
  } catch (error) {
    if (!(error instanceof IrqlineError)) throw error;
    process.exitCode = exitCodes.usage;
    complain(error);
  }
}

const EXAMPLES = `
Examples:
  irqline check                               our own implementation, every layer
  irqline check --runs 100000 --time 5m       more of it
  irqline check --mutant reset-keeps-status   a real fault, found and explained
  irqline check --adapter './my-adapter'      your own implementation
  irqline check --library ./libmine.so        the same in a shared library, without an adapter
  irqline check --library ./libmine.so --driver conforming   nothing that VIRTIO forbids a driver
  irqline check --recording qemu.trace        what QEMU recorded of a driver at work
  irqline check --seed 1 --shard 2/8 --json   the second eighth of a run on eight machines`;
