import { Command, CommanderError } from '@commander-js/extra-typings';
import { IrqlineError } from '../spec/index.js';
import { checkCommand } from './check.js';
import { complain } from './complain.js';
import { diffCommand } from './diff.js';
import { doctorCommand } from './doctor.js';
import { exitCodeOfError, exitCodes } from './exit-codes.js';
import { explainCommand } from './explain.js';
import { matrixCommand } from './matrix.js';
import { mutantsCommand } from './mutants.js';
import { replayCommand } from './replay.js';
import { vectorsCommand } from './vectors.js';
import { packageVersion } from './version.js';

/**
 * Runs `irqline` with these arguments in the current directory: prints to stdout and stderr, and leaves the exit code in
 * `process.exitCode`. Whatever goes wrong is told there; nothing is thrown.
 */
export async function irqline(args: readonly string[]): Promise<void> {
  const program = new Command('irqline')
    .description(
      'The reference for how a virtio-MMIO device interrupts its guest, and a kit that checks implementations',
    )
    .version(packageVersion)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 a violation or too little run to tell, 2 usage or bad input, 3 the machine lacks something or an adapter cannot be run, 4 a fault of irqline, 130 interrupted.`,
    )
    .addCommand(checkCommand())
    .addCommand(replayCommand())
    .addCommand(mutantsCommand())
    .addCommand(vectorsCommand())
    .addCommand(explainCommand())
    .addCommand(matrixCommand())
    .addCommand(diffCommand())
    .addCommand(doctorCommand());

  // Each verb is a command of its own: without this a wrong option would exit with 1, which means a violation here.
  for (const command of [program, ...program.commands.flatMap((verb) => [verb, ...verb.commands])])
    command.exitOverride();

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has told people already.
      process.exitCode = error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
      if (error.exitCode !== 0) tellMachines(args, notUnderstood(error));
    } else {
      process.exitCode = exitCodeOfError(error);
      if (error instanceof IrqlineError) tellMachines(args, error);
      complain(error);
    }
  }
}

/** Of a command line that is wrong nobody knows what its options are: that the word is there has to do. */
function tellMachines(args: readonly string[], error: IrqlineError): void {
  if (args.includes('--json')) console.log(JSON.stringify({ verdict: 'error', error }, null, 2));
}

function notUnderstood({ code, message }: CommanderError): IrqlineError {
  const detail = code === 'commander.help' ? 'a verb is missing' : message.replace(/^error: /, '');
  return new IrqlineError('COMMAND_NOT_UNDERSTOOD', detail);
}
