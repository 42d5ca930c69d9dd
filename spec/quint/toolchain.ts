import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IrqlineError } from '../errors.js';
import { readCompiled, type Compiled } from './ir.js';

/** The one version whose compiled form, traces and options the interpreter was checked with. */
export const quintVersion = '0.33.1';

/** Where a specification is, in the repository as in the published package. */
export function specificationPath(file: string): string {
  return fileURLToPath(new URL(`../../../spec/${file}`, import.meta.url));
}

/**
 * Runs Quint.
 *
 * @param args - as on its command line. `run` and `test` need `--backend=typescript`: the other one is downloaded
 * @returns what it prints on its standard output
 * @throws IrqlineError QUINT_VERSION when it is missing or another version, QUINT_FAILED with what it says otherwise
 */
export function quint(args: readonly string[]): string {
  // Its output goes to a file: Quint ends before a pipe has taken all of it.
  return inScratchFolder((folder) => {
    const path = join(folder, 'stdout');
    const file = openSync(path, 'w');
    const { status, stderr } = spawnSync(process.execPath, [entryPoint(), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', file, 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    closeSync(file);
    const stdout = readFileSync(path, 'utf8');
    if (status !== 0) throw new IrqlineError('QUINT_FAILED', `quint ${args.join(' ')}\n${stdout}${stderr}`.trim());
    return stdout;
  });
}

function entryPoint(): string {
  const found = (() => {
    try {
      return createRequire(import.meta.url).resolve('@informalsystems/quint/package.json');
    } catch (error) {
      throw new IrqlineError('QUINT_VERSION', 'no @informalsystems/quint', { cause: error });
    }
  })();
  return entryPointOf(found);
}

/**
 * Where the program of a Quint is.
 *
 * @param manifest - the path of its package.json
 * @throws IrqlineError QUINT_VERSION
 */
export function entryPointOf(manifest: string): string {
  const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string; bin: { quint: string } };
  if (version !== quintVersion) throw new IrqlineError('QUINT_VERSION', `@informalsystems/quint ${version}`);
  return join(dirname(manifest), bin.quint);
}

/** Compiles a specification of this package; its constants stay open. */
export function compile(file: string): Compiled {
  return readCompiled(quint(['compile', '--target=json', '--verbosity=0', specificationPath(file)]));
}

/** What the simulator is asked for. */
export interface Simulation {
  /** The module, its constants fixed. */
  readonly main: string;
  /** How many runs, and how many steps each. */
  readonly runs: number;
  readonly steps: number;
  /** The same gives the same runs. */
  readonly seed: number;
}

/**
 * Lets Quint's own simulator make random runs of a specification of this package.
 *
 * @returns the runs as texts in the Informal Trace Format
 * @throws IrqlineError QUINT_VERSION, QUINT_FAILED
 */
export function simulate(file: string, simulation: Simulation): readonly string[] {
  return inScratchFolder((folder) => simulateIn(folder, specificationPath(file), simulation));
}

/**
 * The same for a module that is written for the occasion, say to fix the constants of a specification.
 *
 * @param text - the module; it imports from `./x` what is in x.qnt
 * @param imported - the specifications of this package that it and they import
 */
export function simulateText(text: string, imported: readonly string[], simulation: Simulation): readonly string[] {
  return inScratchFolder((sources) => {
    for (const file of imported) copyFileSync(specificationPath(file), join(sources, file));
    const path = join(sources, 'occasion.qnt');
    writeFileSync(path, text);
    return inScratchFolder((folder) => simulateIn(folder, path, simulation));
  });
}

function simulateIn(folder: string, path: string, { main, runs, steps, seed }: Simulation): readonly string[] {
  const count = [
    `--max-steps=${steps}`,
    `--max-samples=${runs}`,
    `--n-traces=${runs}`,
    `--seed=0x${seed.toString(16)}`,
  ];
  const output = ['--mbt', '--verbosity=0', `--out-itf=${join(folder, '{seq}.json')}`];
  quint(['run', '--backend=typescript', `--main=${main}`, ...count, ...output, path]);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Runs something with a folder of its own that is gone afterwards. */
export function inScratchFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
