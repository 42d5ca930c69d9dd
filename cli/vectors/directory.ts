import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn, openBundle, type Bundle } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { makeDirectory, removeEmpty } from '../../kvm-backend/host/directories.js';
import { readText } from '../files.js';

/**
 * Every JSON file of a directory.
 * @throws IrqlineError FILE_NOT_READABLE
 */
export function readBundle(directory: string): Bundle {
  const names = namesOf(directory, 'FILE_NOT_READABLE').filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, readText(join(directory, name))]));
}

/**
 * Writes a directory of vectors. What an earlier call wrote there, and nobody changed since, is replaced; everything
 * else stays. Each file is whole before the first one takes its place.
 * @throws IrqlineError DIRECTORY_NOT_OURS or FILE_NOT_WRITABLE; nothing was written then
 */
export function writeBundle(directory: string, bundle: Bundle): void {
  const before = existsSync(directory) ? ownNamesIn(directory) : [];
  const unfinished = (name: string): string => join(directory, `.${name}.${process.pid}.part`);
  let made: string | undefined;
  try {
    made = makeDirectory(directory);
    for (const [name, text] of bundle) writeFileSync(unfinished(name), text);
  } catch (error) {
    for (const part of [...bundle.keys()].map(unfinished)) if (existsSync(part)) rmSync(part);
    removeEmpty(directory, made);
    throw new IrqlineError('FILE_NOT_WRITABLE', `${directory} (${codeOf(error)})`, { cause: error });
  }
  for (const name of before) if (!bundle.has(name)) rmSync(join(directory, name));
  for (const name of bundle.keys()) renameSync(unfinished(name), join(directory, name));
}

/** The files of a directory, all of which an earlier call wrote. */
function ownNamesIn(directory: string): readonly string[] {
  const names = namesOf(directory, 'FILE_NOT_WRITABLE');
  if (names.length === 0) return [];
  const own = new Set(ownedBy(directory));
  const foreign = names.find((name) => !own.has(name));
  if (foreign === undefined) return names;
  throw new IrqlineError('DIRECTORY_NOT_OURS', join(directory, foreign));
}

function ownedBy(directory: string): readonly string[] {
  try {
    return namesIn(openBundle(readBundle(directory)).manifest);
  } catch (error) {
    if (!(error instanceof IrqlineError)) throw error;
    throw new IrqlineError('DIRECTORY_NOT_OURS', `${directory} (${error.detail})`, { cause: error });
  }
}

function namesOf(directory: string, code: 'FILE_NOT_READABLE' | 'FILE_NOT_WRITABLE'): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new IrqlineError(code, `${directory} (${codeOf(error)})`, { cause: error });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
