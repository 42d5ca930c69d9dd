import { Command, Option } from '@commander-js/extra-typings';
import { interruptible } from './interrupt.js';
import { conflictsOf, modeOf, type MatrixMode } from './matrix/asked.js';
import { showLifecycles, showPage, showProfiles } from './matrix/show-all.js';
import { showGraph, showLifecycle, showProfile } from './matrix/show-one.js';
import type { Shown } from './matrix/shown.js';
import { wholeNumber } from './options.js';

/** `irqline matrix`: which designs lose interrupts, and by which steps. A LOST profile is a result, not a failure. */
export function matrixCommand(): Command {
  return new Command('matrix')
    .description('explore every way to build interrupt delivery, and show which of them lose interrupts, and how')
    .option('--profile <profile>', 'only this one: a name, choices such as signal=level,driver=ackLast, or both')
    .option('--threads <n>', 'device threads that publish events', wholeNumber(1, 16), 2)
    .addOption(new Option('--json', 'print one JSON object instead of text').conflicts([...conflictsOf.json]))
    .addOption(
      new Option('--dot', 'print the state graph of --profile in the DOT language').conflicts([...conflictsOf.dot]),
    )
    .addOption(new Option('--svg <file>', 'draw the state graph of --profile').conflicts([...conflictsOf.svg]))
    .addOption(
      new Option('--replay', 'run what is lost on the real code, too, and compare step by step').conflicts([
        ...conflictsOf.replay,
      ]),
    )
    .addOption(
      new Option('--lifecycles', 'save, restore and reset every SAFE named system at every point').conflicts([
        ...conflictsOf.lifecycles,
      ]),
    )
    .addOption(
      new Option(
        '--lifecycle <lifecycle>',
        'save, restore or reset --profile at every point: choices such as save,drained=false, or a fault such as V-14',
      ).conflicts([...conflictsOf.lifecycle]),
    )
    .addOption(
      new Option('--safe-and-named', 'only the SAFE profiles and those of named systems: three threads fit').conflicts([
        ...conflictsOf.safeAndNamed,
      ]),
    )
    .addOption(
      new Option('--html <file>', 'write the whole matrix as one page for a browser').conflicts([...conflictsOf.html]),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (asked) => {
      const { text, exitCode } = await interruptible((signal) => show(modeOf(asked), asked.threads, signal));
      if (text !== undefined) console.log(text);
      process.exitCode = exitCode;
    });
}

async function show(mode: MatrixMode, threads: number, signal: AbortSignal): Promise<Shown> {
  switch (mode.kind) {
    case 'profile':
      return showProfile(mode, threads);
    case 'graph':
      return showGraph(mode, threads);
    case 'lifecycle':
      return showLifecycle(mode, threads);
    case 'lifecycles':
      return showLifecycles(mode.as, threads, signal);
    case 'profiles':
      return showProfiles(mode.which, mode.as, threads, signal);
    case 'page':
      return showPage(mode.html, threads, signal);
  }
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
