import { Option } from '@commander-js/extra-typings';
import { ADAPTER_PATIENCE_MS, AdapterSubject, kitFor } from '../properties/index.js';
import { patience } from './options.js';
import type { Target } from './report/check.js';

/** `--adapter`, of the verbs that take somebody else's implementation. */
export const adapterOption = new Option(
  '--adapter <command>',
  'your own implementation, behind a program that speaks JSON lines: docs/adapters.md',
).conflicts(['subject', 'mutant', 'layer', 'recording']);

/** `--patience`, of the same verbs. */
export const adapterPatience = new Option(
  '--patience <duration>',
  'how long an adapter may take to answer, before it counts as hung and is ended',
)
  .argParser(patience)
  .default(ADAPTER_PATIENCE_MS, '60s');

/**
 * Starts an adapter, as something to check.
 * @throws IrqlineError ADAPTER_NOT_STARTED and its like
 */
export async function openAdapter(command: string, patienceMs: number): Promise<Target> {
  const subject = await AdapterSubject.open(command, patienceMs);
  const { hello } = subject;
  // As one types it: a shell takes what stands between single quotes as it is.
  const option = `--adapter '${command.replaceAll("'", `'\\''`)}'`;
  return { kit: kitFor(hello), makeSubject: () => subject, option, adapter: { command, hello } };
}
