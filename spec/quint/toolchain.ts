import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
  const { version, bin } = JSON.parse(readFileSync(found, 'utf8')) as { version: string; bin: { quint: string } };
  if (version !== quintVersion) throw new IrqlineError('QUINT_VERSION', `@informalsystems/quint ${version}`);
  return join(dirname(found), bin.quint);
}

/** Compiles a specification of this package; its constants stay open. */
export function compile(file: string): Compiled {
  return readCompiled(quint(['compile', '--target=json', '--verbosity=0', specificationPath(file)]));
}

/**
 * Lets Quint's own simulator make random runs.
 *
 * @param file - the specification
 * @param options - `main`: the module, its constants fixed; `runs`, `steps`: how many, how long; `seed`: the same runs again
 * @returns the runs as texts in the Informal Trace Format
 */
export function simulate(
  file: string,
  options: { readonly main: string; readonly runs: number; readonly steps: number; readonly seed: number },
): readonly string[] {
  const { main, runs, steps, seed } = options;
  return inScratchFolder((folder) => {
    const count = [
      `--max-steps=${steps}`,
      `--max-samples=${runs}`,
      `--n-traces=${runs}`,
      `--seed=0x${seed.toString(16)}`,
    ];
    const output = ['--mbt', '--verbosity=0', `--out-itf=${join(folder, '{seq}.json')}`];
    quint(['run', '--backend=typescript', `--main=${main}`, ...count, ...output, specificationPath(file)]);
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  });
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
