import { errorCatalogue, IrqlineError } from '../spec/index.js';
import { stderrColours } from './colour.js';

/** Tells on stderr what ended a verb: what one can do something about in lines, a fault of ours by its stack. */
export function complain(error: unknown): void {
  const shown = error instanceof IrqlineError ? told(error) : error instanceof Error ? error.stack : String(error);
  console.error(`${stderrColours.red('irqline:')} ${shown}`);
}

/** In lines: what happened on the first line, which has the code; then where; then how to go on. */
export function told({ code, detail, fix }: IrqlineError): string {
  const lines = detail.trimEnd().split('\n');
  return [`${errorCatalogue[code].meaning} [${code}]`, ...lines.map((line) => `  ${line}`), `  → ${fix}`].join('\n');
}
