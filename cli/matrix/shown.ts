import { exitCodes, type ExitCode } from '../exit-codes.js';

/** What one use of the verb came to. */
export interface Shown {
  /** For stdout; nothing of what went to a file. */
  readonly text?: string;
  readonly exitCode: ExitCode;
}

interface Ended {
  /** Whether all was done that was to be. */
  readonly isWhole: boolean;
  /** Whether the real code did what the model does. */
  readonly isConfirmed: boolean;
}

/** A verdict is a result whatever it is; only the real code can be wrong, and Ctrl-C can end the work. */
export function exitCodeOfMatrix({ isWhole = true, isConfirmed = true }: Partial<Ended>): ExitCode {
  if (!isConfirmed) return exitCodes.violation;
  return isWhole ? exitCodes.pass : exitCodes.interrupted;
}

/** The object of `--json`. @param isWhole - whether all that was asked for is in it */
export const jsonText = (threads: number, found: Readonly<Record<string, unknown>>, isWhole = true): string =>
  JSON.stringify({ threads, isWhole, ...found }, null, 2);
