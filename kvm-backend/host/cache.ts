import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';
import { makeDirectory } from './directories.js';

/** Where the emulated host's parts are kept between runs. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'irqline');
}

/** In the name of a folder that is not whole yet. */
const HALF_MADE = '.part-';

/**
 * The path of a part of the cache; makes it when it is not there. `make` fills a folder beside it, which takes the
 * part's place only when it is whole, so that an interrupted run leaves nothing half-made.
 * @throws IrqlineError KVM_HOST_CACHE_UNWRITABLE, and what `make` throws
 */
export async function cached(path: string, make: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return used(path);
  const folder = scratch(path);
  const clear = () => clearUp(folder);
  process.once('exit', clear);
  try {
    await make(folder);
    put(folder, path);
    return path;
  } catch (error) {
    throw asUnwritable(path, error);
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** What stays all the same, because the disk has become unwritable, say, {@link removeHalfMade} removes one day. */
function clearUp(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {
    // What happened first is told, not this.
  }
}

function scratch(path: string): string {
  try {
    makeDirectory(dirname(path));
    return mkdtempSync(`${path}${HALF_MADE}`);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Another process that made the same at the same time may have been quicker: then its folder is there, and will do. */
function put(folder: string, path: string): void {
  try {
    renameSync(folder, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/** Has the folder's time say when it was last made use of, where the cache can be written. */
function used(path: string): string {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // A cache that is only for reading is a cache, too; nothing is removed from it either.
  }
  return path;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Removes from a cache the parts of a kind that others have taken the place of.
 * @param path - the part in use
 * @param kind - what the names of such parts begin with
 * @param days - for how long nobody made use of what is removed; without it an hour, so that what another process is about
 *   to use stays
 */
export function removeOthers(path: string, kind: string, days?: number): void {
  const isOther = (name: string): boolean =>
    name.startsWith(kind) && name !== basename(path) && !name.includes(HALF_MADE);
  removeUnused(dirname(path), isOther, days === undefined ? HOUR_MS : days * DAY_MS);
}

/** Removes what was half-made a day ago: nobody is at it any more, since whoever is not killed clears up. */
export function removeHalfMade(cache: string): void {
  removeUnused(cache, (name) => name.includes(HALF_MADE), DAY_MS);
}

function removeUnused(cache: string, isMeant: (name: string) => boolean, unusedMs: number): void {
  try {
    for (const path of readdirSync(cache)
      .filter(isMeant)
      .map((name) => join(cache, name))) {
      const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity; // another process removes it, too
      if (time < Date.now() - unusedMs) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // A cache that is only for reading, or none yet: what can be removed is removed another time.
  }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST']);

/** An error of the file system as KVM_HOST_CACHE_UNWRITABLE, if it says that nothing can be written there; any other as it is. */
export function asUnwritable(path: string, error: unknown): unknown {
  return full.has(codeOf(error)) ? unwritable(path, error) : error;
}

function unwritable(path: string, error: unknown): IrqlineError {
  return new IrqlineError('KVM_HOST_CACHE_UNWRITABLE', `${path}: ${codeOf(error)}`, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
