import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { IrqlineError, type ErrorCode } from '../../spec/errors.js';

/** The path of a program, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile(); // the same bit lets one into a folder
  } catch {
    return false;
  }
}

/** @throws IrqlineError KVM_HOST_MISSING */
export function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new IrqlineError('KVM_HOST_MISSING', `no program ${name}`);
  return path;
}

const AT_DEATH = ['--pdeathsig', 'KILL'] as const;
/** Whether the setpriv of this path can do it: util-linux's can from 2.33 on, other makers' need not. */
const canEnd = new Map<string, boolean>();

/** Has the kernel end the program when our process dies, even by SIGKILL, where a setpriv that can do that is there. */
export function endedWithUs(program: string, args: readonly string[]): [string, readonly string[]] {
  const setpriv = findProgram('setpriv');
  if (setpriv === undefined) return [program, args];
  const can =
    canEnd.get(setpriv) ??
    spawnSync(setpriv, [...AT_DEATH, setpriv, '--version'], { stdio: 'ignore', timeout: 5000 }).status === 0;
  canEnd.set(setpriv, can);
  return can ? [setpriv, [...AT_DEATH, program, ...args]] : [program, args];
}

export interface CommandOptions {
  readonly cwd: string;
  /** The error when it fails; its detail ends with the command's own last words. */
  readonly failure: ErrorCode;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end, quietly, and returns its standard output. It ends when we do, with all that it has started
 * itself: a dpkg-deb leaves the writing to a tar.
 */
export async function runCommand(name: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, failure, signal } = options;
  const [program, all] = endedWithUs(requireProgram(name), args);
  const child = spawn(program, all, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = () => killGroup(child.pid);
  process.prependOnceListener('exit', kill); // before the folder goes that it writes to
  signal?.addEventListener('abort', kill);
  const output: Buffer[] = [];
  const words: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  child.stderr.on('data', (piece: Buffer) => words.push(piece));
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'unknown'));
  }).finally(() => {
    process.off('exit', kill);
    signal?.removeEventListener('abort', kill);
  });
  if (status === 0) return Buffer.concat(output).toString('utf8');
  const lastWords = Buffer.concat(words).toString('utf8').trim().split('\n').slice(-3).join(' / ');
  const code = /No space left on device|ENOSPC/.test(lastWords) ? 'KVM_HOST_CACHE_UNWRITABLE' : failure;
  throw new IrqlineError(code, `${name} ${args.at(-1) ?? ''} ended with ${status}: ${lastWords}`);
}

/** Ends the processes of a group, which bears the number of its first; those that have ended are no error. */
function killGroup(first: number | undefined): void {
  try {
    if (first !== undefined) process.kill(-first, 'SIGKILL');
  } catch {
    // None is left.
  }
}
