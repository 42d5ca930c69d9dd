import { fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';

/**
 * A new file among the temporary ones for us and a child to share. Its name is gone already: whichever way both end, by SIGKILL
 * as well, nothing is left of it.
 * @returns its descriptor @throws IrqlineError KVM_HOST_CACHE_UNWRITABLE
 */
export function namelessFile(): number {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'irqline-'));
    try {
      return openSync(join(folder, 'file'), 'wx+');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const { message: detail } = error as Error; // the folder is missing, foreign or full
    throw new IrqlineError('KVM_HOST_CACHE_UNWRITABLE', detail, { cause: error });
  }
}

/** The path by which a child opens a descriptor that it was given at its start. */
export const pathInChild = (descriptor: number): string => `/dev/fd/${descriptor}`;

/** All that the file holds by now, as text. */
export function contentOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
}
