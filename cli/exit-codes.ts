import { errorCatalogue, IrqlineError, isFaultOfOurs, type ErrorEntry } from '../spec/index.js';

/** What the process exits with. */
export const exitCodes = {
  pass: 0,
  /** A property is broken, a mutant survives, a trace fails; or too little was run to say that none does. */
  violation: 1,
  /** A wrong option, or a file that is not what it should be. */
  usage: 2,
  /** The machine lacks something that was required, or somebody's adapter cannot be run. */
  environment: 3,
  /** A fault of irqline itself. */
  internal: 4,
  /** Ctrl-C. What was found so far has been reported. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for an error that ended a verb. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof IrqlineError) || isFaultOfOurs(error)) return exitCodes.internal;
  const entry: ErrorEntry = errorCatalogue[error.code];
  return entry.lacksEnvironment === true ? exitCodes.environment : exitCodes.usage;
}
