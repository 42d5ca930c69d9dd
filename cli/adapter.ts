import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import {
  ADAPTER_PATIENCE_MS,
  AdapterSubject,
  driverKinds,
  kitFor,
  LIBRARY_HOST,
  withDriver,
  type DriverKind,
} from '../properties/index.js';
import { IrqlineError } from '../spec/index.js';
import { judgedBy } from './judged-by.js';
import { patience as patienceOf } from './options.js';
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
  .argParser(patienceOf)
  .default(ADAPTER_PATIENCE_MS, '60s');

/** `--driver`, of `check` with the same. */
export const driverOption = new Option(
  '--driver <kind>',
  'what the driver does in the runs of your own implementation: any access, or what VIRTIO lets it; docs/adapters.md',
)
  .choices(driverKinds)
  .conflicts(['subject', 'mutant', 'layer', 'recording']);

interface StartAsked {
  readonly adapter?: string | undefined;
  readonly library?: string | undefined;
  readonly driver?: DriverKind | undefined;
}

/** How somebody's own implementation is started. */
export interface Start {
  /** For the shell. */
  readonly command: string;
  /** The option that asked for it, as one types it. */
  readonly option: string;
  /** What it is, in what is told of it. */
  readonly what: 'adapter' | 'library';
}

/** What the process is called, in what is told of it: what the shell starts for a library is ours. */
const processNames = { adapter: 'the adapter', library: "the library's process" } as const;

/**
 * What `--adapter` or `--library` starts; undefined when neither is there.
 * @throws IrqlineError OPTION_NEEDS_ADAPTER when there is a driver for it, and it is not there
 */
export function startOf({ adapter, library, driver }: StartAsked): Start | undefined {
  if (library !== undefined) {
    const words = [process.execPath, LIBRARY_HOST, resolve(library)].map(quoted).join(' ');
    // What the library prints is no answer: it goes with its last words. The shell makes room for the program.
    return { command: `exec ${words} 3>&1 1>&2`, option: `--library ${quoted(library)}`, what: 'library' };
  }
  if (adapter === undefined && driver !== undefined) throw new IrqlineError('OPTION_NEEDS_ADAPTER', '--driver');
  // As one types it: a shell takes what stands between single quotes as it is.
  return adapter === undefined
    ? undefined
    : { command: adapter, option: `--adapter '${adapter.replaceAll("'", `'\\''`)}'`, what: 'adapter' };
}

/** What is asked of an adapter beside what it says of itself. */
interface Asked {
  /** How long each answer may take. */
  readonly patience: number;
  readonly driver?: DriverKind | undefined;
  /** Ids of the properties that alone judge. */
  readonly property?: readonly string[] | undefined;
}

/**
 * Starts an adapter, as something to check.
 * @throws IrqlineError ADAPTER_NOT_STARTED and its like, UNKNOWN_NAME for a property that its layer lacks
 */
export async function openAdapter(
  { command, option, what }: Start,
  { patience, driver, property }: Asked,
): Promise<Target> {
  const subject = await AdapterSubject.open({ command, patienceMs: patience, who: processNames[what] });
  try {
    const hello = withDriver(subject.hello, driver ?? subject.hello.driver);
    const runsOption = driver === undefined ? '' : `--driver ${driver}`;
    const target = {
      kit: kitFor(hello),
      makeSubject: () => subject,
      option,
      runsOption,
      adapter: { command, what, hello },
    };
    const [judged = target] = judgedBy([target], property);
    return judged;
  } catch (error) {
    await subject.close();
    throw error;
  }
}
