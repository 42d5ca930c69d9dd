import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';

/** Where the emulated host's parts are kept between runs. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'irqline');
}

/**
 * The path of a part of the cache; makes it when it is not there. `make` fills a folder beside it, which takes the
 * part's place only when it is whole, so that an interrupted run leaves nothing half-made.
 * @throws IrqlineError KVM_HOST_CACHE_UNWRITABLE, and what `make` throws
 */
export async function cached(path: string, make: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  const folder = scratch(path);
  const clear = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    await make(folder);
    if (!existsSync(path)) renameSync(folder, path); // another process may have been quicker
    return path;
  } catch (error) {
    throw asUnwritable(path, error);
  } finally {
    process.off('exit', clear);
    clear();
  }
}

function scratch(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return mkdtempSync(`${path}.part-`);
  } catch (error) {
    throw asUnwritable(path, error);
  }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST']);

/** An error of the file system as KVM_HOST_CACHE_UNWRITABLE, if it says that nothing can be written there; any other as it is. */
export function asUnwritable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return full.has(code) ? new IrqlineError('KVM_HOST_CACHE_UNWRITABLE', `${path}: ${code}`, { cause: error }) : error;
}
