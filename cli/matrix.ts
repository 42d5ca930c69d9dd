import { Command, Option } from '@commander-js/extra-typings';
import { lifecycleVerdict, profiles, verdict } from '../model/index.js';
import { IrqlineError } from '../spec/index.js';
import { exitCodes } from './exit-codes.js';
import { assertWritable, writeWhole } from './files.js';
import { interruptible } from './interrupt.js';
import { stateGraphDot, stateGraphSvg } from './matrix/dot.js';
import { matrixPage } from './matrix/page/page.js';
import { judgeAll, rowAsJson, safeAndNamedProfiles } from './matrix/judge.js';
import { replayLifecycles } from './matrix/lifecycle-replays.js';
import { faultTable, judgeLifecycles, lifecycleAsJson, lifecycleLegend, lifecycleTable } from './matrix/lifecycles.js';
import { statesThatFit } from './matrix/memory.js';
import { lifecycleReport, profileReport } from './matrix/profile-report.js';
import { lifecycleReplayReport, replayReport, type ReplayReport } from './matrix/replay-report.js';
import { selectLifecycle } from './matrix/select-lifecycle.js';
import { selectProfile } from './matrix/select.js';
import { sightingNotes } from './matrix/sighting.js';
import { legend, matrixTable, namedTable, rulesText, threeMarks } from './matrix/table.js';
import { wholeNumber } from './options.js';

/** `irqline matrix`: which designs lose interrupts, and by which steps. A LOST profile is a result, not a failure. */
export function matrixCommand(): Command {
  return new Command('matrix')
    .description('explore every way to build interrupt delivery, and show which of them lose interrupts, and how')
    .option('--profile <profile>', 'only this one: a name, choices such as signal=level,driver=ackLast, or both')
    .option('--threads <n>', 'device threads that publish events', wholeNumber(1, 16), 2)
    .addOption(new Option('--json', 'print one JSON object instead of text').conflicts(['dot', 'svg', 'html']))
    .addOption(new Option('--dot', 'print the state graph of --profile in the DOT language').conflicts('svg'))
    .option('--svg <file>', 'draw the state graph of --profile')
    .addOption(
      new Option('--replay', 'run what is lost on the real code, too, and compare step by step').conflicts([
        'json',
        'dot',
        'svg',
        'html',
      ]),
    )
    .addOption(
      new Option('--lifecycles', 'save, restore and reset every SAFE named system at every point').conflicts([
        'profile',
        'html',
        'safeAndNamed',
      ]),
    )
    .addOption(
      new Option(
        '--lifecycle <lifecycle>',
        'save, restore or reset --profile at every point: choices such as save,drained=false, or a fault such as V-14',
      ).conflicts(['dot', 'svg', 'html', 'lifecycles', 'safeAndNamed']),
    )
    .addOption(
      new Option('--safe-and-named', 'only the SAFE profiles and those of named systems: three threads fit').conflicts([
        'profile',
        'dot',
        'svg',
        'html',
        'replay',
      ]),
    )
    .option('--html <file>', 'write the whole matrix as one page for a browser')
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      const { threads } = options;
      if (options.profile !== undefined && options.html !== undefined) {
        throw new IrqlineError('OPTION_SHOWS_ALL', '--html');
      }
      if (options.lifecycle !== undefined) showLifecycle(options.lifecycle, threads, options);
      else if (options.profile !== undefined) await showProfile(options.profile, threads, options);
      else if (options.dot === true) throw new IrqlineError('OPTION_NEEDS_PROFILE', '--dot');
      else if (options.svg !== undefined) throw new IrqlineError('OPTION_NEEDS_PROFILE', '--svg');
      else if (options.replay === true && options.lifecycles !== true)
        throw new IrqlineError('OPTION_NEEDS_PROFILE', '--replay');
      else await showAll(threads, options);
    });
}

const EXAMPLES = `
Examples:
  irqline matrix                                       the whole matrix, and the systems that ship
  irqline matrix --profile crosvm                      how crosvm's MMIO transport loses an interrupt
  irqline matrix --profile crosvm --replay             the same on IrqLine and SoftGic, step by step beside the model
  irqline matrix --profile firecracker,driver=standard the same events, acknowledged after handling
  irqline matrix --profile signal=level,trigger=edge   any combination of choices
  irqline matrix --profile openvmm --threads 1 --svg states.svg
  irqline matrix --lifecycles                          what is SAFE, saved, restored and reset at every point
  irqline matrix --lifecycles --replay                 the same on IrqLine and SoftGic: what is lost, and what never is
  irqline matrix --lifecycle V-14                      how a signal that is dropped while the VM is paused is lost
  irqline matrix --profile qemu-kvm --lifecycle save,drained=false,resignal=nothing
  irqline matrix --threads 3 --safe-and-named          whether a third thread changes anything that matters
  irqline matrix --html matrix.html                    all of it as a page: filters, and a story behind each cell`;

interface Wanted {
  readonly profile?: string | undefined;
  readonly json?: true | undefined;
  readonly dot?: true | undefined;
  readonly svg?: string | undefined;
  readonly safeAndNamed?: true | undefined;
  readonly html?: string | undefined;
  readonly replay?: true | undefined;
  readonly lifecycles?: true | undefined;
}

async function showProfile(text: string, threads: number, { json, dot, svg, replay }: Wanted): Promise<void> {
  const selection = selectProfile(text);
  const { profile } = selection;
  if (svg !== undefined) assertWritable(svg);
  const maxStates = statesThatFit([profile], threads);
  if (svg !== undefined) writeWhole(svg, await stateGraphSvg(profile, threads, maxStates));
  else if (dot === true) console.log(stateGraphDot(profile, threads, maxStates));
  else {
    const judged = verdict(profile, threads, { maxStates });
    if (replay === true) return showReplay(replayReport(profile, judged));
    const rows = [rowAsJson({ profile, verdict: judged })];
    console.log(json === true ? jsonText(threads, rows) : profileReport(selection, judged, threads));
  }
}

function showReplay({ text, isConfirmed }: ReplayReport): void {
  console.log(text);
  if (!isConfirmed) process.exitCode = exitCodes.violation;
}

async function showAll(threads: number, { json, html, lifecycles, safeAndNamed, replay }: Wanted): Promise<void> {
  if (html !== undefined) assertWritable(html);
  const chosen = safeAndNamed === true ? safeAndNamedProfiles() : Array.from(profiles());
  const maxStates = statesThatFit(chosen, threads);
  if (lifecycles === true && json !== true) return showLifecycles(threads, maxStates, replay === true);
  const { rows, isWhole } = await interruptible((signal) => judgeAll(threads, maxStates, signal, chosen));
  if (html !== undefined && isWhole) writeWhole(html, matrixPage(rows, threads));
  if (json === true && lifecycles === true) {
    const judged = await interruptible((signal) => judgeLifecycles(threads, maxStates, signal));
    const all = { threads, profiles: rows.map(rowAsJson), lifecycles: judged.rows.map(lifecycleAsJson) };
    console.log(JSON.stringify(all, null, 2));
  } else if (json === true) console.log(jsonText(threads, rows.map(rowAsJson)));
  else if (html === undefined) {
    const whole = safeAndNamed === true ? [] : [rulesText(), threeMarks, matrixTable(rows)];
    const sections = [namedTable(rows), sightingNotes(), legend(rows, threads), ...whole];
    console.log(`${sections.join('\n\n')}\n\nThe story of one: irqline matrix --profile crosvm`);
  }
  if (!isWhole) process.exitCode = exitCodes.interrupted;
}

function showLifecycle(text: string, threads: number, { profile, json, replay }: Wanted): void {
  const { selection, lifecycle } = selectLifecycle(text, profile);
  const maxStates = statesThatFit([selection.profile], threads);
  const judged = lifecycleVerdict(selection.profile, threads, lifecycle, { maxStates });
  if (replay === true) return showReplay(lifecycleReplayReport(selection.profile, lifecycle, judged));
  const systems = selection.system === undefined ? [] : [selection.system.name];
  const row = { systems, profile: selection.profile, lifecycle, verdict: judged };
  if (json === true) console.log(JSON.stringify({ threads, lifecycles: [lifecycleAsJson(row)] }, null, 2));
  else console.log(lifecycleReport(selection, lifecycle, judged, threads));
}

async function showLifecycles(threads: number, maxStates: number, isReplayed: boolean): Promise<void> {
  const { rows, isWhole } = await interruptible((signal) => judgeLifecycles(threads, maxStates, signal));
  console.log([lifecycleTable(rows), lifecycleLegend(rows, threads), faultTable(threads)].join('\n\n'));
  if (!isWhole) process.exitCode = exitCodes.interrupted;
  if (!isWhole || !isReplayed) return;
  const replays = await interruptible((signal) => replayLifecycles(rows, threads, signal));
  showReplay({ text: `\n${replays.text}`, isConfirmed: replays.isConfirmed });
  if (!replays.isWhole) process.exitCode = exitCodes.interrupted;
}

const jsonText = (threads: number, rows: readonly Record<string, unknown>[]): string =>
  JSON.stringify({ threads, profiles: rows }, null, 2);
