import pc from 'picocolors';
import { IrqlineError } from '../spec/index.js';

/** Tells on stderr what ended a verb: one line for what one can do something about, a stack for a fault of ours. */
export function complain(error: unknown): void {
  const shown = error instanceof IrqlineError ? error.message : error instanceof Error ? error.stack : String(error);
  console.error(`${pc.red('irqline:')} ${shown}`);
}
