import { join } from 'node:path';
import type { Language } from '../../model/index.js';
import { AdapterDied, type CheckResult } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { keep } from '../files.js';
import type { CheckedTarget } from '../report/check.js';
import { quoted } from '../shell.js';

/**
 * Keeps what an adapter that died was sent since its start, so that it can be given all of it again.
 * @returns the result, which says how
 */
export function keepSent(directory: string, { target, result }: Omit<CheckedTarget, 'trace'>): CheckResult<Language> {
  const { ended } = result;
  if (!(ended instanceof AdapterDied) || ended.sent === undefined || target.adapter === undefined) return result;
  const kept = keep(join(directory, `${result.subject}-died.jsonl`), ended.sent);
  const fix =
    'path' in kept
      ? `Give it all that it was sent since its start: ${byHand(target.adapter.command)} < ${quoted(kept.path)}`
      : `${ended.fix} What it was sent was not kept: ${kept.problem}`;
  return { ...result, ended: new IrqlineError(ended.code, ended.detail, { fix, cause: ended }) };
}

/** A command whose input can be redirected as a whole. */
function byHand(command: string): string {
  return /^[\w\s./,:=@+-]+$/.test(command) && !command.startsWith('exec ') ? command : `(${command})`;
}
