import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { IrqlineError } from '../spec/index.js';

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
  writeBeside(path, '', (unfinished, made) => rmSync(made ?? unfinished, { recursive: true }));
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new IrqlineError('FILE_NOT_WRITABLE', `${path} (it is a directory)`);
  }
}

/** @param finish - is told the file, and the outermost directory that had to be made for it */
function writeBeside(path: string, text: string, finish: (unfinished: string, made?: string) => void): void {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const made = makeDirectory(dirname(path));
    writeFileSync(unfinished, text);
    finish(unfinished, made);
  } catch (error) {
    removeIfThere(unfinished);
    throw new IrqlineError('FILE_NOT_WRITABLE', `${path} (${reason(error)})`, { cause: error });
  }
}

/**
 * The outermost directory that had to be made, if one had to. One by one, since Node 20's own recursion never ends below
 * /proc.
 */
function makeDirectory(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const outermost = makeDirectory(dirname(path));
  mkdirSync(path);
  return outermost ?? path;
}

/** `force` forgives a file that is missing, but not a path that leads through a file. */
function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path);
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? String(error);
}
