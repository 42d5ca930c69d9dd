import { Command, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { decodeTrace, kitOf, replay, subjectByName } from '../properties/index.js';
import { exitCodes } from './exit-codes.js';
import { readText } from './files.js';
import { byName } from './nearest.js';
import { failureReport } from './report/failure.js';

/** `irqline replay`: a stored trace again, on any subject of its layer. */
export function replayCommand(): CommandUnknownOpts {
  return new Command('replay')
    .description('run a stored trace again, on any subject, and judge it anew')
    .argument('<file>', 'a trace, as `irqline check` wrote it')
    .option('--subject <name>', 'run it on this instead of what it was found on')
    .addOption(new Option('--mutant <id>', 'run it on this mutant').conflicts('subject'))
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExamples:\n  irqline replay .irqline/reset-keeps-status-reset-clears.json\n  irqline replay trace.json --subject impl',
    )
    .action((file, { subject, mutant, json }) => {
      const trace = decodeTrace(readText(file));
      const kit = kitOf(trace);
      const makeSubject = byName('no subject', mutant ?? subject ?? trace.subject, subjectByName(kit));
      const result = replay(trace, makeSubject());
      process.exitCode = result.broken === undefined ? exitCodes.pass : exitCodes.violation;
      if (json === true) {
        const broken = result.broken && { property: result.broken.property.id, violation: result.broken.violation };
        console.log(JSON.stringify({ subject: result.subject, broken: broken ?? null, run: result.run }, null, 2));
        return;
      }
      console.log(
        result.broken === undefined
          ? `${pc.green('✓')} ${result.subject} passes: ${trace.steps.length} steps, every property of the ${trace.layer} layer`
          : failureReport(kit, result.subject, result.broken.property, result.broken.violation, result.run),
      );
    });
}
