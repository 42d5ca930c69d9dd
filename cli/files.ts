import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { IrqlineError } from '../spec/index.js';
import { makeDirectory, removeEmpty } from '../kvm-backend/host/directories.js';

/** @throws IrqlineError FILE_NOT_READABLE */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new IrqlineError('FILE_NOT_READABLE', `${path} (${reason(error)})`, { cause: error });
  }
}

/**
 * Writes a file whole or not at all, with the directories that it needs.
 * @throws IrqlineError FILE_NOT_WRITABLE
 */
export function writeWhole(path: string, text: string): void {
  writeBeside(path, text, (unfinished) => renameSync(unfinished, path));
}

/** Where something was kept, or why it could not be. */
export type Kept = { readonly path: string } | { readonly problem: string };

/** As {@link writeWhole}, for what is kept beside what was found: a place that cannot be written to hides nothing of it. */
export function keep(path: string, text: string): Kept {
  try {
    writeWhole(path, text);
    return { path };
  } catch (error) {
    if (error instanceof IrqlineError) return { problem: error.message };
    throw error;
  }
}

/**
 * Makes sure that {@link writeWhole} can write there, for work that takes long to ask before it starts. All stays as it is.
 * @throws IrqlineError FILE_NOT_WRITABLE
 */
export function assertWritable(path: string): void {
  removeEmpty(
    dirname(path),
    writeBeside(path, '', (unfinished) => rmSync(unfinished)),
  );
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new IrqlineError('FILE_NOT_WRITABLE', `${path} (it is a directory)`);
  }
}

/** @returns the outermost directory that had to be made for it; none is left when it fails */
function writeBeside(path: string, text: string, finish: (unfinished: string) => void): string | undefined {
  const unfinished = `${path}.${process.pid}.part`;
  let made: string | undefined;
  try {
    made = makeDirectory(dirname(path));
    writeFileSync(unfinished, text);
    finish(unfinished);
    return made;
  } catch (error) {
    removeIfThere(unfinished);
    removeEmpty(dirname(path), made);
    throw new IrqlineError('FILE_NOT_WRITABLE', `${path} (${reason(error)})`, { cause: error });
  }
}

/** `force` forgives a file that is missing, but not a path that leads through a file. */
function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path);
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? String(error);
}
