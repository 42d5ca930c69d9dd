import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language, RemoteSubject, Subject } from '../model/index.js';
import { decodeTrace, kitOf, layers, replay, subjectByName, type Trace } from '../properties/index.js';
import { IrqlineError } from '../spec/index.js';
import { adapterOption, adapterPatience, libraryOption, openAdapter, startOf, type Start } from './adapter.js';
import { pc } from './colour.js';
import { exitCodes } from './exit-codes.js';
import { readText } from './files.js';
import { leavingCleanly } from './leave.js';
import { byName } from './nearest.js';
import { failureReport } from './report/failure.js';
import { counted } from './report/verdict.js';

/** `irqline replay`: a stored trace again, on any subject of its layer. */
export function replayCommand(): CommandUnknownOpts {
  return new Command('replay')
    .description('run a stored trace again, on any subject, and judge it anew')
    .argument('<file>', 'a trace, as `irqline check` and `irqline diff` write it; docs/traces.md')
    .option('--subject <name>', 'run it on this instead of what it was found on')
    .addOption(new Option('--mutant <id>', 'run it on this mutant').conflicts('subject'))
    .addOption(adapterOption)
    .addOption(libraryOption)
    .addOption(adapterPatience)
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExamples:\n  irqline replay .irqline/reset-keeps-status-reset-clears.json\n  irqline replay trace.json --subject impl\n  irqline replay trace.json --adapter ./my-adapter\n  irqline replay trace.json --library ./libmine.so',
    )
    .action(async (file, { subject, mutant, patience, json, ...others }) => {
      const trace = decodeTrace(readText(file));
      const kit = kitOf(trace);
      const start = startOf(others);
      const result =
        start === undefined
          ? await replay(trace, subjectFor(trace, mutant ?? subject))
          : await leavingCleanly(async () => replay(trace, await subjectOfAdapter(trace, start, patience)));
      process.exitCode = result.broken === undefined ? exitCodes.pass : exitCodes.violation;
      if (json === true) {
        const broken = result.broken && { property: result.broken.property.id, violation: result.broken.violation };
        console.log(JSON.stringify({ subject: result.subject, broken: broken ?? null, run: result.run }, null, 2));
        return;
      }
      console.log(
        result.broken === undefined
          ? `${pc.green('✓')} ${result.subject} passes: ${counted(trace.steps.length, 'step')}, every property of the ${trace.layer} layer`
          : failureReport(kit, result.subject, result.broken.property, result.broken.violation, result.run),
      );
    });
}

/** @throws IrqlineError TRACE_NOT_SUPPORTED when it is of another layer; ADAPTER_NOT_STARTED and its like */
async function subjectOfAdapter(
  trace: Trace,
  start: Start,
  patienceMs: number,
): Promise<Subject<Language> | RemoteSubject<Language>> {
  const { kit, makeSubject } = await openAdapter(start, { patience: patienceMs });
  const subject = makeSubject();
  if (kit.model.layer === trace.layer) return subject;
  await subject.close();
  throw new IrqlineError(
    'TRACE_NOT_SUPPORTED',
    `${subject.name} is of the ${kit.model.layer} layer and the trace of the ${trace.layer} layer`,
  );
}

/**
 * The subject of this name, of the layer of the trace; without a name the one that the trace was made on.
 * @throws IrqlineError TRACE_NOT_SUPPORTED when it is of another layer, or was an adapter; UNKNOWN_NAME when there is none
 */
function subjectFor(trace: Trace, asked: string | undefined): Subject<Language> {
  const name = asked ?? trace.subject;
  const kit = kitOf(trace);
  const among = subjectByName(kit);
  const elsewhere = layers.find((other) => Object.hasOwn(subjectByName(other), name));
  if (elsewhere !== undefined && !Object.hasOwn(among, name)) {
    throw new IrqlineError(
      'TRACE_NOT_SUPPORTED',
      `"${name}" is of the ${elsewhere.model.layer} layer and the trace of the ${trace.layer} layer, ` +
        `whose own are ${Object.keys(kit.subjects).join(', ')} and its mutants`,
    );
  }
  if (asked === undefined && !Object.hasOwn(among, name)) {
    throw new IrqlineError('TRACE_NOT_SUPPORTED', `it was made on "${name}", which is no subject of our own`, {
      fix: 'If that was an adapter, add --adapter COMMAND or --library FILE; --subject names one of our own.',
    });
  }
  return byName('no subject', name, among)();
}
