import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory with those that it stands in, or none of them. One by one, since Node's own recursion never ends
 * where a file system makes no directories, as /proc.
 * @returns the outermost that had to be made, if one had to
 * @throws Error what the file system refused
 */
export function makeDirectory(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const outermost = makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (existsSync(path)) return outermost; // another process was quicker
    removeEmpty(dirname(path), outermost);
    throw error;
  }
  return outermost ?? path;
}

/** Takes back what {@link makeDirectory} made of this path, as far as nobody has put something there meanwhile. */
export function removeEmpty(path: string, outermost: string | undefined): void {
  if (outermost === undefined) return;
  try {
    rmdirSync(path);
  } catch {
    return; // it is somebody's by now
  }
  if (path !== outermost) removeEmpty(dirname(path), outermost);
}
