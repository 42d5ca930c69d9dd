import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import pc from 'picocolors';
import {
  checkContractOn,
  confirmQuirks,
  diff,
  hostChoices,
  openKvmHost,
  rungs,
  suites,
  type DiffOptions,
  type ContractOutcome,
  type DiffResult,
  type KernelChoice,
  type KvmHost,
  type QuirkOutcome,
  type Rung,
} from '../kvm-backend/index.js';
import { decodeTrace, encodeTrace } from '../properties/index.js';
import { IrqlineError } from '../spec/index.js';
import type { GicAction, GicConfig } from '../model/index.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { readText, writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { leavingCleanly } from './leave.js';

import { duration, wholeNumber } from './options.js';
import { Progress } from './progress.js';
import { differenceReport } from './report/difference.js';
import { count } from './report/verdict.js';

const DEFAULT_RUNS = 200;

const EXAMPLES = `
Examples:
  irqline diff                          this machine's KVM on arm64, the emulated host elsewhere
  irqline diff --kernel bookworm        the emulated host with another kernel
  irqline diff --seed 7 --runs 10       the runs of that seed again
  irqline diff --record report.json     a report that others can read`;

/** `irqline diff`: generated runs on KVM's own vGICv3, each action compared with the model. */
export function diffCommand(): CommandUnknownOpts {
  return new Command('diff')
    .description('compare a real GIC with the model, action by action, on generated runs')
    .addOption(new Option('--against <what>', 'the real thing').choices(['kvm']).default('kvm'))
    .addOption(new Option('--host <where>', 'where KVM runs').choices(hostChoices).default('auto' as const))
    .option('--kernel <which>', `of the emulated host: ${suites.join(', ')}, or the path of an arm64 Image`, 'trixie')
    .addOption(new Option('--rung <n>', 'only this: 1 the distributor, 2 with running vCPUs').choices(['1', '2']))
    .option('--runs <n>', 'how many runs a rung', wholeNumber(1, 1e9), DEFAULT_RUNS)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1))
    .option('--time <duration>', 'stop a rung after this time: 30s, 5m', duration)
    .option('--replay <file>', 'make the run of this trace instead of generated ones')
    .option('--record <file>', 'write a report of what was run and what it came to')
    .option('--traces <directory>', 'where to put the trace of a difference', '.irqline')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      const kernel = kernelOf(options.kernel);
      const replayed = options.replay === undefined ? undefined : runOfTrace(options.replay);
      const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
      const wanted = rungs.filter(({ number }) => options.rung === undefined || number === Number(options.rung));
      const found = await leavingCleanly(async (spareNextInterrupt) => {
        const host = await openKvmHost({
          host: options.host,
          kernel,
          onProgress: (stage) => console.error(pc.dim(stage)),
        });
        try {
          const documented = replayed === undefined ? await checkDocumented(host) : nothingDocumented;
          spareNextInterrupt();
          const results = await interruptible((signal) =>
            diffAll(host, replayed === undefined ? wanted : wanted.map((rung) => only(rung, replayed)), {
              seed,
              runs: replayed === undefined ? options.runs : 1,
              signal,
              ...(options.time === undefined ? {} : { timeMs: options.time }),
            }),
          );
          return { host, documented, results };
        } finally {
          await host.client.close();
        }
      });
      const report = `${JSON.stringify(reportOf(found), null, 2)}\n`;
      if (options.record !== undefined) writeWhole(options.record, report);
      console.log(options.json === true ? report.trimEnd() : text(found, options));
      process.exitCode = exitCodeOf(found, wanted.length);
    });
}

/** @throws IrqlineError FILE_NOT_READABLE for what is neither a Debian release nor a file */
function kernelOf(name: string): KernelChoice {
  const suite = suites.find((known) => known === name);
  if (suite !== undefined) return { suite };
  if (existsSync(name)) return { path: name };
  throw new IrqlineError('FILE_NOT_READABLE', `no kernel ${name}, neither a file nor one of ${suites.join(', ')}`);
}

/** What KVM is documented to do, and whether it does. */
interface Documented {
  readonly contract: readonly ContractOutcome[];
  readonly quirks: readonly QuirkOutcome[];
}

/** All that a use of the verb came to. */
interface Found {
  readonly host: KvmHost;
  readonly documented: Documented;
  readonly results: readonly DiffResult[];
}

const nothingDocumented: Documented = { contract: [], quirks: [] };

async function checkDocumented({ client }: KvmHost): Promise<Documented> {
  return { contract: await checkContractOn(client), quirks: await confirmQuirks(client) };
}

interface GicRun {
  readonly config: GicConfig;
  readonly actions: readonly GicAction[];
}

/** @throws IrqlineError TRACE_* */
function runOfTrace(path: string): GicRun {
  const trace = decodeTrace(readText(path));
  if (trace.layer !== 'gic') throw new IrqlineError('TRACE_NOT_SUPPORTED', `${path} is of layer ${trace.layer}`);
  // The codec of layer gic has checked both.
  return { config: trace.config as GicConfig, actions: trace.steps.map(({ action }) => action as GicAction) };
}

function only(rung: Rung, run: GicRun): Rung {
  return { ...rung, sample: () => [run] };
}

async function diffAll(host: KvmHost, wanted: readonly Rung[], options: DiffOptions): Promise<readonly DiffResult[]> {
  const results: DiffResult[] = [];
  for (const rung of wanted) {
    if (options.signal?.aborted === true) break;
    const progress = new Progress(`rung ${rung.number}`, 'runs');
    const onProgress = (runs: number, ofRuns: number): void => progress.update(runs, ofRuns);
    results.push(await diff(host.client, rung, { ...options, onProgress }).finally(() => progress.stop()));
  }
  return results;
}

/** What `--json` prints and `--record` keeps: enough for a stranger to make the same runs. */
function reportOf({ host, documented, results }: Found): unknown {
  return {
    host: host.kind,
    ...host.client.greeting,
    ...documented,
    results,
  };
}

function text({ host, documented, results }: Found, options: { kernel: string; traces: string }): string {
  const { kernel } = host.client.greeting;
  const sections = results.map((result) => {
    const rate = Math.round(result.actions / (result.elapsedMs / 1000));
    const figures = `${count(result.runs)} runs, ${count(result.actions)} actions, ${count(rate)} actions/s, seed ${result.seed}`;
    const mark = { pass: pc.green('✓'), fail: pc.red('✗'), inconclusive: pc.yellow('?') }[result.verdict];
    const title = rungs.find(({ number }) => number === result.rung)?.title ?? '';
    return [
      `${mark} rung ${result.rung}, ${title}: KVM of Linux ${kernel} (${host.kind}) ${result.verdict} (${figures})`,
      ...Object.entries(result.explained).map(
        ([id, runs]) => `  ${id}: a documented divergence, in ${count(runs)} runs`,
      ),
      ...(result.failure === undefined ? [] : ['', differenceReport(result.failure), '', ...again(result, options)]),
    ].join('\n');
  });
  return [documentedLines(documented).join('\n'), ...sections].filter((part) => part !== '').join('\n\n');
}

function documentedLines({ contract, quirks }: Documented): readonly string[] {
  const broken = contract.filter(({ expected, actual }) => expected !== actual);
  const refuted = quirks.filter(({ confirmed }) => !confirmed);
  return [
    ...summary(contract.length, broken.length, 'documented answers of KVM to calls that it refuses or allows'),
    ...broken.map(({ id, expected, actual }) => `  ${id}: documented ${pc.green(expected)}, KVM ${pc.red(actual)}`),
    ...summary(quirks.length, refuted.length, 'documented quirks of KVM show'),
    ...refuted.map(({ id, difference }) => `  ${id}\n${difference === undefined ? '' : differenceReport(difference)}`),
  ];
}

function summary(all: number, wrong: number, what: string): readonly string[] {
  if (all === 0) return [];
  return [`${wrong === 0 ? pc.green('✓') : pc.red('✗')} ${all - wrong} of ${all} ${what}`];
}

/** Last comes what to type to see it again. */
function again(
  { rung, failure }: DiffResult,
  { kernel, traces }: { kernel: string; traces: string },
): readonly string[] {
  if (failure === undefined) return [];
  const path = join(traces, `kvm-rung-${rung}.json`);
  const { config, actions } = failure.run;
  writeWhole(path, encodeTrace({ layer: 'gic', subject: 'kvm', config, steps: actions.map((action) => ({ action })) }));
  const common = `npx irqline diff --rung ${rung} --kernel ${kernel}`;
  return ['Reproduce it:', `  ${common} --seed ${failure.seed} --runs 10`, `  ${common} --replay ${path}`];
}

function exitCodeOf({ documented: { contract, quirks }, results }: Found, wanted: number): ExitCode {
  const asDocumented =
    contract.every(({ expected, actual }) => expected === actual) && quirks.every(({ confirmed }) => confirmed);
  if (!asDocumented) return exitCodes.violation;
  if (results.some(({ verdict }) => verdict === 'fail')) return exitCodes.violation;
  if (results.length < wanted || results.some(({ interrupted }) => interrupted)) return exitCodes.interrupted;
  return results.every(({ verdict }) => verdict === 'pass') ? exitCodes.pass : exitCodes.violation;
}
