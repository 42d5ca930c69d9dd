import { join } from 'node:path';
import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  check,
  encodeTrace,
  layers,
  ownSubject,
  traceOfFailure,
  type AnyKit,
  type CheckOptions,
  type DriverKind,
} from '../properties/index.js';
import { checkRecording } from '../properties/recording/index.js';
import { adapterOption, adapterPatience, driverOption, libraryOption, openAdapter, startOf } from './adapter.js';
import { checkLinuxRecordings } from './check-recordings.js';
import { checkOwnScenarios } from './check-scenarios.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { keep, readText, writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { judgedBy, propertyOption } from './judged-by.js';
import { leavingCleanly } from './leave.js';
import { byName } from './nearest.js';
import { duration, shard, wholeNumber } from './options.js';
import { Progress } from './progress.js';
import {
  checkAsJson,
  checkAsJunit,
  checkAsText,
  type CheckedTarget,
  type FixedChecks,
  type Target,
} from './report/check.js';
import { recordingReport } from './recording.js';

const DEFAULT_RUNS = 2000;

/** `irqline check`: holds an implementation against the model and the clauses, on generated runs. */
export function checkCommand(): CommandUnknownOpts {
  return new Command('check')
    .description('hold an implementation against the model, on generated runs, on recordings and on named scenarios')
    .option('--layer <name>', `only this layer: ${layers.map(({ model }) => model.layer).join(', ')}`)
    .option('--subject <name>', `what to check: ${subjectNames().join(', ')}; our own implementation when left out`)
    .addOption(new Option('--mutant <id>', 'check a variant with one real fault instead').conflicts('subject'))
    .addOption(adapterOption)
    .addOption(libraryOption)
    .addOption(adapterPatience)
    .addOption(driverOption)
    .addOption(propertyOption)
    .option('--runs <n>', 'how many runs a layer', wholeNumber(1, 1e9), DEFAULT_RUNS)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1))
    .option('--time <duration>', 'stop after this time: 30s, 5m', duration)
    .option('--shard <i/n>', 'make only this share of the runs', shard)
    .option('--traces <directory>', 'where to put the trace of a failure', '.irqline')
    .option('--json', 'print one JSON object instead of text')
    .option('--junit <file>', 'write a JUnit report')
    .option('--witnesses', 'print how often each property met its interesting cases')
    .addOption(
      new Option('--recording <file>', "check against this recording of a driver instead: QEMU's -trace").conflicts([
        'mutant',
        'layer',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      if (options.recording !== undefined) return checkOneRecording(options.recording, options.json === true);
      const fixed = fixedChecks(options);
      const { results, isWhole } = await onTargets(options, (wanted) =>
        interruptible((signal) =>
          checkAll(wanted, {
            seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
            runs: options.runs,
            signal,
            ...(options.time === undefined ? {} : { timeMs: options.time }),
            ...(options.shard === undefined ? {} : { shard: options.shard }),
          }),
        ),
      );
      const checked = results.map((entry) => ({ ...entry, trace: saveTrace(options.traces, entry) }));
      const print = options.json === true ? checkAsJson : checkAsText;
      console.log(print(checked, fixed, options.witnesses === true));
      process.exitCode = exitCodeOf(results, fixed, isWhole);
      // Last, so that a place that cannot be written to does not hide what was found.
      if (options.junit !== undefined) writeWhole(options.junit, checkAsJunit(checked, fixed));
      for (const { result } of results) if (result.ended !== undefined) complain(result.ended);
    });
}

/** Recordings and scenarios are for our own implementation, without a fault. */
function fixedChecks(options: {
  layer?: string;
  subject?: string;
  mutant?: string;
  adapter?: string;
  library?: string;
  driver?: DriverKind;
  property?: readonly string[];
  traces: string;
}): FixedChecks {
  const { layer, subject, mutant, property, traces } = options;
  const isAll = mutant === undefined && subject === undefined && property === undefined;
  const isOwn = isAll && startOf(options) === undefined;
  return {
    recordings: isOwn && layer === undefined ? checkLinuxRecordings() : [],
    scenarios: isOwn && (layer === undefined || layer === 'gic') ? checkOwnScenarios(traces) : [],
  };
}

function checkOneRecording(file: string, json: boolean): void {
  const result = checkRecording(readText(file));
  console.log(json ? JSON.stringify(result, null, 2) : recordingReport(result, file).trimEnd());
  process.exitCode = result.verdict === 'pass' ? exitCodes.pass : exitCodes.violation;
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

function targets(options: { layer?: string; subject?: string; mutant?: string }): readonly Target[] {
  const kits = Object.fromEntries(layers.map((kit) => [kit.model.layer, kit]));
  const wanted = options.layer === undefined ? layers : [byName('no layer', options.layer, kits)];
  if (options.mutant !== undefined) {
    const entries = wanted.flatMap((kit) => kit.mutants.map((mutant) => [mutant.id, { kit, mutant }] as const));
    const { kit, mutant } = byName('no mutant', options.mutant, Object.fromEntries(entries), '`irqline mutants`');
    return [{ kit, makeSubject: () => mutant.subject(), option: `--mutant ${mutant.id}` }];
  }
  if (options.subject === undefined) {
    return wanted.map((kit) => ({ kit, makeSubject: ownSubject(kit), option: '' }));
  }
  const subjects = Object.assign({}, ...wanted.map((kit) => kit.subjects)) as AnyKit['subjects'];
  const makeSubject = byName('no subject', options.subject, subjects);
  return wanted
    .filter((kit) => Object.values(kit.subjects).includes(makeSubject))
    .map((kit) => ({ kit, makeSubject, option: `--subject ${options.subject}` }));
}

function subjectNames(): readonly string[] {
  return [...new Set(layers.flatMap((kit) => Object.keys(kit.subjects)))];
}

/** Does work on what is asked for; an adapter is started for it, and ended whichever way we end. */
async function onTargets<Value>(
  options: {
    layer?: string;
    subject?: string;
    mutant?: string;
    adapter?: string;
    library?: string;
    patience: number;
    driver?: DriverKind;
    property?: readonly string[];
  },
  work: (wanted: readonly Target[]) => Promise<Value>,
): Promise<Value> {
  const start = startOf(options);
  if (start === undefined) return work(judgedBy(targets(options), options.property));
  return leavingCleanly(async (spareNextInterrupt) => {
    const target = await openAdapter(start, options);
    spareNextInterrupt();
    return work([target]);
  });
}

/** Checks one layer after the other; a layer that fails does not keep the next from being checked. */
async function checkAll(
  wanted: readonly Target[],
  options: CheckOptions,
): Promise<{ readonly results: readonly Omit<CheckedTarget, 'trace'>[]; readonly isWhole: boolean }> {
  const results: Omit<CheckedTarget, 'trace'>[] = [];
  for (const target of wanted) {
    if (options.signal?.aborted === true) break;
    const progress = new Progress(target.kit.model.layer, 'runs');
    const result = await check(target.kit, target.makeSubject, {
      ...options,
      onProgress: ({ runs, ofRuns }) => progress.update(runs, ofRuns),
    });
    progress.stop();
    results.push({ target, result });
  }
  return { results, isWhole: results.length === wanted.length && !results.some(({ result }) => result.interrupted) };
}

function saveTrace(directory: string, { result }: Omit<CheckedTarget, 'trace'>): CheckedTarget['trace'] {
  if (result.failure === undefined) return undefined;
  const path = join(directory, `${result.subject}-${result.failure.property.id}.json`);
  return keep(path, encodeTrace(traceOfFailure(result.layer, result.subject, result.failure)));
}

function exitCodeOf(
  checked: readonly Omit<CheckedTarget, 'trace'>[],
  { recordings, scenarios }: FixedChecks,
  isWhole: boolean,
): ExitCode {
  const failed = checked.some(({ result }) => result.verdict === 'fail');
  const isBroken =
    recordings.some(({ result }) => result.verdict === 'violation') ||
    scenarios.some(({ broken }) => broken !== undefined);
  if (failed || isBroken) return exitCodes.violation;
  if (checked.some(({ result }) => result.ended !== undefined)) return exitCodes.environment;
  if (!isWhole) return exitCodes.interrupted;
  return checked.every(({ result }) => result.verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
