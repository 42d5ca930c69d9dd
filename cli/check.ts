import { join } from 'node:path';
import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import pc from 'picocolors';
import type { Language, Subject } from '../model/index.js';
import {
  check,
  encodeTrace,
  layers,
  traceOfFailure,
  waivers,
  type AnyKit,
  type CheckOptions,
  type CheckResult,
} from '../properties/index.js';
import { IrqlineError } from '../spec/index.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { byName } from './nearest.js';
import { duration, shard, wholeNumber } from './options.js';
import { Progress } from './progress.js';
import { failureReport } from './report/failure.js';
import { junitReport } from './report/junit.js';
import { count, verdictLines, witnessLines } from './report/verdict.js';

const DEFAULT_RUNS = 5000;

/** A layer, and the subject that is to be checked in it. */
interface Target {
  readonly kit: AnyKit;
  readonly makeSubject: () => Subject<Language>;
  /** How the command line names the subject: `--mutant reset-keeps-status`. */
  readonly option: string;
}

/** `irqline check`: holds an implementation against the model and the clauses, on generated runs. */
export function checkCommand(): CommandUnknownOpts {
  return new Command('check')
    .description('hold an implementation against the model, on generated runs and on recordings')
    .option('--layer <name>', `only this layer: ${layers.map(({ model }) => model.layer).join(', ')}`)
    .option('--subject <name>', 'what to check', 'impl')
    .addOption(new Option('--mutant <id>', 'check a variant with one real fault instead').conflicts('subject'))
    .option('--runs <n>', 'how many runs a layer', wholeNumber(1, 1e9), DEFAULT_RUNS)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1))
    .option('--time <duration>', 'stop after this time: 30s, 5m', duration)
    .option('--shard <i/n>', 'make only this share of the runs', shard)
    .option('--traces <directory>', 'where to put the trace of a failure', '.irqline')
    .option('--json', 'print one JSON object instead of text')
    .option('--junit <file>', 'write a JUnit report')
    .option('--witnesses', 'print how often each property met its interesting cases')
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
      const results = await interruptible((signal) =>
        checkAll(targets(options), {
          seed,
          runs: options.runs,
          signal,
          ...(options.time === undefined ? {} : { timeMs: options.time }),
          ...(options.shard === undefined ? {} : { shard: options.shard }),
        }),
      );
      const checked = results.map((entry) => ({ ...entry, trace: saveTrace(options.traces, entry) }));
      console.log(options.json === true ? json(checked) : text(checked, options.witnesses === true));
      process.exitCode = exitCodeOfResults(results, targets(options).length);
      // Last, so that a place that cannot be written to does not hide what was found.
      if (options.junit !== undefined) writeWhole(options.junit, junit(results));
    });
}

const EXAMPLES = `
Examples:
  irqline check                               our own implementation, every layer
  irqline check --runs 100000 --time 5m       more of it
  irqline check --mutant reset-keeps-status   a real fault, found and explained
  irqline check --seed 1 --shard 2/8 --json   the second eighth of a run on eight machines`;

interface Checked {
  readonly target: Target;
  readonly result: CheckResult<Language>;
}

interface CheckedWithTrace extends Checked {
  /** Where the trace of the failure is, or why it could not be written. */
  readonly trace: { readonly path: string } | { readonly problem: string } | undefined;
}

function targets(options: { layer?: string; subject: string; mutant?: string }): readonly Target[] {
  const kits = Object.fromEntries(layers.map((kit) => [kit.model.layer, kit]));
  const wanted = options.layer === undefined ? layers : [byName('no layer', options.layer, kits)];
  if (options.mutant !== undefined) {
    const entries = wanted.flatMap((kit) => kit.mutants.map((mutant) => [mutant.id, { kit, mutant }] as const));
    const { kit, mutant } = byName('no mutant', options.mutant, Object.fromEntries(entries));
    return [{ kit, makeSubject: () => mutant.subject(), option: `--mutant ${mutant.id}` }];
  }
  const names = Object.fromEntries(wanted.flatMap((kit) => Object.keys(kit.subjects)).map((name) => [name, name]));
  const name = byName('no subject', options.subject, names);
  return wanted.flatMap((kit) => {
    const makeSubject = kit.subjects[name];
    return makeSubject === undefined ? [] : [{ kit, makeSubject, option: name === 'impl' ? '' : `--subject ${name}` }];
  });
}

/** Checks one layer after the other; a layer that fails does not keep the next from being checked. */
async function checkAll(wanted: readonly Target[], options: CheckOptions): Promise<readonly Checked[]> {
  const results: Checked[] = [];
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
  return results;
}

function saveTrace(directory: string, { result }: Checked): CheckedWithTrace['trace'] {
  if (result.failure === undefined) return undefined;
  const path = join(directory, `${result.subject}-${result.failure.property.id}.json`);
  try {
    writeWhole(path, encodeTrace(traceOfFailure(result.layer, result.subject, result.failure)));
    return { path };
  } catch (error) {
    if (error instanceof IrqlineError) return { problem: error.message };
    throw error;
  }
}

function text(checked: readonly CheckedWithTrace[], withWitnesses: boolean): string {
  const sections = checked.map(({ target, result, trace }) => {
    const { failure } = result;
    const lines = [...verdictLines(result), ...(withWitnesses ? witnessLines(result) : [])];
    if (failure === undefined) return lines.join('\n');
    const report = failureReport(target.kit, result.subject, failure.property, failure.violation, failure.run);
    return [...lines, '', report, '', ...reproduction(target, failure.seed, trace)].join('\n');
  });
  const total = checked.reduce((sum, { result }) => sum + result.runs, 0);
  return [...sections, `${count(total)} runs in all; ${waivers.length} clauses waived`].join('\n\n');
}

/** Last comes what to type to see it again. */
function reproduction(target: Target, seed: number, trace: CheckedWithTrace['trace']): readonly string[] {
  const again = ['npx irqline check', `--layer ${target.kit.model.layer}`, target.option, `--seed ${seed} --runs 100`];
  return [
    ...(trace !== undefined && 'problem' in trace ? [pc.yellow(`The trace was not kept: ${trace.problem}`)] : []),
    'Reproduce it:',
    `  ${again.filter((part) => part !== '').join(' ')}`,
    ...(trace !== undefined && 'path' in trace
      ? [`  npx irqline replay ${trace.path} ${target.option}`.trimEnd()]
      : []),
  ];
}

function json(checked: readonly CheckedWithTrace[]): string {
  const results = checked.map(({ result: { failure, ...result }, trace }) => ({
    ...result,
    ...(failure === undefined
      ? {}
      : {
          failure: {
            property: failure.property.id,
            clauses: failure.property.clauses,
            violation: failure.violation,
            foundAfterRuns: failure.foundAfterRuns,
            seed: failure.seed,
            run: failure.run,
            ...(trace !== undefined && 'path' in trace ? { trace: trace.path } : {}),
          },
        }),
  }));
  return JSON.stringify({ results, waived: waivers.length }, null, 2);
}

function junit(checked: readonly Checked[]): string {
  return junitReport(
    checked.map(({ result }) => ({
      suite: `irqline.${result.layer}`,
      name: result.subject,
      seconds: result.elapsedMs / 1000,
      ...(result.verdict === 'pass'
        ? {}
        : { failure: result.failure?.violation.message ?? verdictLines(result).join('\n') }),
    })),
  );
}

function exitCodeOfResults(checked: readonly Checked[], wanted: number): ExitCode {
  if (checked.some(({ result }) => result.verdict === 'fail')) return exitCodes.violation;
  const interrupted = checked.length < wanted || checked.some(({ result }) => result.interrupted);
  if (interrupted) return exitCodes.interrupted;
  return checked.every(({ result }) => result.verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
