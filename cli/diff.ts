import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import {
  encodeReport,
  hostChoices,
  makeReport,
  openKvmHost,
  placeOf,
  rungs,
  subjectNames,
  suites,
  USUAL_PATIENCE_MS,
  type KvmHost,
  type SubjectName,
} from '../kvm-backend/index.js';
import { stderrColours } from './colour.js';
import { complain } from './complain.js';
import { subjectList } from './diff/against.js';
import { seeAgain } from './diff/again.js';
import { modeOf, ofRunsAlone } from './diff/asked.js';
import { hostOf, whereAgain } from './diff/host.js';
import { planOf } from './diff/plan.js';
import { compareAll } from './diff/session.js';
import { text } from './diff/text.js';
import { exitCodeOfDiff } from './diff/verdict.js';
import { assertWritable, writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { leavingCleanly } from './leave.js';
import { duration, patience, wholeNumber } from './options.js';
import { packageVersion } from './version.js';

const DEFAULT_RUNS = 200;
const rungsText = `only this: ${rungs.map(({ number, title }) => `${number} ${title}`).join('; ')}`;

const onlyKvm: readonly SubjectName[] = ['kvm'];

const EXAMPLES = `
Examples:
  irqline diff                          this machine's KVM on arm64, the emulated host elsewhere
  irqline diff --kernel bookworm        the emulated host with another kernel
  irqline diff --against qemu           QEMU's own GICv3, by its test protocol
  irqline diff --against all            the same runs on KVM, SoftGic and QEMU, each as the kind of GIC that it is
  irqline diff --seed 7 --runs 10       the runs of that seed again
  irqline diff --only 'K1-*'            the quirks of that name alone; * stands for anything
  irqline diff --record report.json     a report that others can read`;

/** `irqline diff`: generated runs on KVM's own vGICv3, each action compared with the model. */
export function diffCommand(): CommandUnknownOpts {
  return new Command('diff')
    .description('compare a real GIC with the model, action by action, on generated runs')
    .addOption(
      new Option('--against <list>', `what to compare: ${subjectNames.join(', ')}, a list of them, or all`)
        .argParser(subjectList)
        .default(onlyKvm, 'kvm'),
    )
    .addOption(new Option('--host <where>', 'where KVM runs').choices(hostChoices).default('auto' as const))
    .option('--kernel <which>', `of the emulated host: ${suites.join(', ')}, or the path of an arm64 Image`, 'trixie')
    .option('--node <file>', 'of the emulated host: Node for arm64, instead of that of npm')
    .option('--root <folder>', 'of the emulated host: where the C library for arm64 is, instead of that of apt')
    .addOption(new Option('--rung <n>', rungsText).choices(rungs.map(({ number }) => String(number))))
    .option('--runs <n>', 'how many runs a rung', wholeNumber(1, 1e9), DEFAULT_RUNS)
    .option('--seed <n>', 'make the same runs again', wholeNumber(-(2 ** 31), 2 ** 32 - 1))
    .option(
      '--time <duration>',
      'stop the generated runs of a rung after this time: 30s, 5m; what is documented is made whole',
      duration,
    )
    .addOption(
      new Option(
        '--patience <duration>',
        'how long KVM or QEMU may take to answer, before it counts as hung and is ended',
      )
        .argParser(patience)
        .default(USUAL_PATIENCE_MS, '60s'),
    )
    .addOption(
      new Option(
        '--only <name>',
        'no runs, and only the call, quirk, divergence, design or scenario of this name; * stands for anything',
      ).conflicts([...ofRunsAlone]),
    )
    .option('--replay <file>', 'make the run of this trace instead of generated ones')
    .option('--record <file>', 'write a report of what was run and what it came to')
    .option('--traces <directory>', 'where to put the trace of a difference', '.irqline')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      const where = hostOf(options);
      const mode = modeOf(options);
      const record = mode.kind === 'runs' ? mode.record : undefined;
      if (record !== undefined) assertWritable(record);
      const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
      const plan = planOf(mode, options, seed);
      const { host, found, place } = await leavingCleanly(async (spareNextInterrupt) => {
        const onProgress = (stage: string): void => console.error(stderrColours.dim(stage));
        const needsKvm = plan.against.includes('kvm');
        let opened: KvmHost | undefined;
        try {
          await plan.machines?.ofSize(1); // before KVM has shown anything: a QEMU that is not there is told at once
          opened = needsKvm ? await openKvmHost({ ...where, onProgress }) : undefined;
          const at = opened && (await placeOf(opened, packageVersion, Date.now()));
          spareNextInterrupt();
          const all = await interruptible((signal) => compareAll(opened, plan, signal));
          return { host: opened, place: at, found: all };
        } finally {
          await opened?.client.close();
          await plan.machines?.close();
        }
      });
      if (record !== undefined && place !== undefined) {
        const isWhole = found.isWhole && options.rung === undefined;
        writeWhole(record, encodeReport(makeReport(place, seed, { ...found, isWhole })));
      }
      const again = seeAgain(found, {
        seed,
        isReplay: mode.kind === 'replay',
        against: plan.against,
        where: whereAgain(options, host?.kind),
        traces: options.traces,
      });
      const json = { host: host?.kind, ...host?.client.greeting, ...found, results: inWholeMs(found.results), again };
      console.log(options.json === true ? JSON.stringify(json, null, 2) : text(host, found, again));
      if (found.ended !== undefined) complain(found.ended);
      process.exitCode = exitCodeOfDiff(found);
    });
}

const inWholeMs = <Timed extends { readonly elapsedMs: number }>(results: readonly Timed[]): readonly Timed[] =>
  results.map((result) => ({ ...result, elapsedMs: Math.round(result.elapsedMs) }));
