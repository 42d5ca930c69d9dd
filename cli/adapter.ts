import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { ADAPTER_PATIENCE_MS, AdapterSubject, kitFor, LIBRARY_HOST } from '../properties/index.js';
import { patience } from './options.js';
import type { Target } from './report/check.js';
import { quoted } from './shell.js';

/** `--adapter`, of the verbs that take somebody else's implementation. */
export const adapterOption = new Option(
  '--adapter <command>',
  'your own implementation, behind a program that speaks JSON lines: docs/adapters.md',
).conflicts(['subject', 'mutant', 'layer', 'recording']);

/** `--library`, of the same verbs. */
export const libraryOption = new Option(
  '--library <file>',
  'your own device, in a shared library with the functions of docs/adapters/irqline_device.h',
).conflicts(['adapter', 'subject', 'mutant', 'layer', 'recording']);

/** `--patience`, of the same verbs. */
export const adapterPatience = new Option(
  '--patience <duration>',
  'how long an adapter may take to answer, before it counts as hung and is ended',
)
  .argParser(patience)
  .default(ADAPTER_PATIENCE_MS, '60s');

/** How somebody's own implementation is started. */
export interface Start {
  /** For the shell. */
  readonly command: string;
  /** The option that asked for it, as one types it. */
  readonly option: string;
}

/** What `--adapter` or `--library` starts; undefined when neither is there. */
export function startOf({ adapter, library }: { adapter?: string; library?: string }): Start | undefined {
  if (library !== undefined) {
    const words = [process.execPath, LIBRARY_HOST, resolve(library)].map(quoted).join(' ');
    // What the library prints is no answer: it goes with its last words. The shell makes room for the program.
    return { command: `exec ${words} 3>&1 1>&2`, option: `--library ${quoted(library)}` };
  }
  // As one types it: a shell takes what stands between single quotes as it is.
  return adapter === undefined
    ? undefined
    : { command: adapter, option: `--adapter '${adapter.replaceAll("'", `'\\''`)}'` };
}

/**
 * Starts an adapter, as something to check.
 * @throws IrqlineError ADAPTER_NOT_STARTED and its like
 */
export async function openAdapter({ command, option }: Start, patienceMs: number): Promise<Target> {
  const subject = await AdapterSubject.open(command, patienceMs);
  const { hello } = subject;
  return { kit: kitFor(hello), makeSubject: () => subject, option, adapter: { command, hello } };
}
