import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Axis, Profile } from '../../model/delivery/index.js';
import { IrqlineError } from '../../spec/index.js';
import { specificationPath } from '../../spec/quint/index.js';

const run = promisify(execFile);

/** What Spin finds out about a profile. */
export interface SpinVerdict {
  /** Reachable states, without a property. */
  readonly states: number;
  /** Steps between them; an idle thread that does nothing counts as well, and Spin counts its start. */
  readonly transitions: number;
  /** Whether each property of spec/delivery.pml holds; the last two under weak fairness. */
  readonly noLostEvent: boolean;
  readonly everyEventIsServiced: boolean;
  readonly noStorm: boolean;
}

/** The macros of spec/delivery.pml for the model's choices. */
const macros = {
  order: { statusFirst: 'STATUS_FIRST', signalFirst: 'SIGNAL_FIRST' },
  update: { or: 'OR', assign: 'ASSIGN', torn: 'TORN' },
  signal: { always: 'ALWAYS', onRise: 'ON_RISE', onNewBit: 'ON_NEW_BIT', assertOnly: 'ASSERT_ONLY', level: 'LEVEL' },
  section: { split: 'SPLIT', whole: 'WHOLE' },
  trigger: { edge: 'EDGE', level: 'LEVEL_HIGH' },
  detector: { transition: 'TRANSITION', assert: 'ASSERT' },
  driver: {
    ackFirst: 'ACK_FIRST',
    ackLast: 'ACK_LAST',
    ackOnes: 'ACK_ONES',
    ackLastRecheck: 'ACK_LAST_RECHECK',
    ackFirstLoop: 'ACK_FIRST_LOOP',
    ackLastLoop: 'ACK_LAST_LOOP',
  },
} as const satisfies { readonly [A in Axis]: Readonly<Record<NonNullable<Profile[A]>, string>> };

/** The options that choose a profile. */
export function spinOptions(profile: Profile, threads: number): readonly string[] {
  const { order, update, signal, section, trigger, detector, driver } = profile;
  return [
    `-DTHREADS=${threads}`,
    `-DORDER=${macros.order[order]}`,
    `-DUPDATE=${macros.update[update]}`,
    `-DSIGNAL=${macros.signal[signal]}`,
    `-DSECTION=${macros.section[section ?? 'whole']}`,
    `-DTRIGGER=${macros.trigger[trigger]}`,
    `-DDETECTOR=${macros.detector[detector]}`,
    `-DDRIVER=${macros.driver[driver]}`,
  ];
}

/**
 * Why Spin cannot be used here, or undefined when it can.
 *
 * @param command - how Spin is called
 * @throws IrqlineError SPIN_VERSION when it is there, and is not the one that spec/delivery.pml was written for
 */
export async function whyNoSpin(command = 'spin'): Promise<string | undefined> {
  for (const [tool, option] of [
    [command, '-V'],
    ['gcc', '--version'],
  ] as const) {
    const version = await run(tool, [option]).catch(() => undefined);
    if (version === undefined)
      return `${tool} is not installed (Debian: apt-get install --no-install-recommends spin gcc libc6-dev)`;
    if (tool === command && !version.stdout.startsWith('Spin Version 6.'))
      throw new IrqlineError('SPIN_VERSION', version.stdout.trim().slice(0, 60));
  }
  return undefined;
}

/**
 * Checks a profile with Spin: exhaustive, for every property.
 *
 * @param threads - the number of device threads, 1 or more
 * @param model - the Promela text; spec/delivery.pml if not given
 * @throws IrqlineError SPIN_FAILED when Spin or the compiler fails, or a search is not exhaustive
 */
export async function spinVerdict(
  profile: Profile,
  threads: number,
  model = specificationPath('delivery.pml'),
): Promise<SpinVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'irqline-spin-'));
  try {
    await checked('spin', [...spinOptions(profile, threads), '-a', model], folder);
    await checked('gcc', ['-O1', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'], folder);
    const all = await search(folder, ['-a', '-N', 'shape']);
    if (all.errors > 0) throw new IrqlineError('SPIN_FAILED', 'the property shape of spec/delivery.pml');
    const holds = async (...options: readonly string[]): Promise<boolean> =>
      (await search(folder, options)).errors === 0;
    return {
      states: all.states,
      transitions: all.transitions,
      noLostEvent: await holds('-a', '-N', 'noLostEvent'),
      everyEventIsServiced: await holds('-a', '-f', '-N', 'everyEventIsServiced'),
      noStorm: await holds('-a', '-f', '-N', 'noStorm'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checked(tool: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await run(tool, args, { cwd, maxBuffer: 1 << 24 }).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new IrqlineError('SPIN_FAILED', `${tool} ${args.join(' ')}: ${said}${String(error)}`, { cause: error });
  });
  return stdout;
}

/** Runs Spin's verifier, with room for the longest run that any profile has. */
async function search(
  folder: string,
  options: readonly string[],
): Promise<{ readonly errors: number; readonly states: number; readonly transitions: number }> {
  const output = await checked(join(folder, 'pan'), [...options, '-m4000000', '-w22'], folder);
  const count = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new IrqlineError('SPIN_FAILED', `no ${pattern.source} in\n${output}`);
    return Number(found);
  };
  const errors = count(/errors: (\d+)/u);
  // A search that ends at an error need not be complete; one that finds none has to be.
  if (errors === 0 && /Search not completed|search depth too small|out of memory|hash factor: 0/u.test(output))
    throw new IrqlineError('SPIN_FAILED', `an incomplete search:\n${output}`);
  return { errors, states: count(/(\d+) states, stored/u), transitions: count(/(\d+) transitions/u) };
}
