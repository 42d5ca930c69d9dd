import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';
import { requireProgramForArm64 } from './arm64.js';
import type { CpioEntry } from './cpio.js';

const LOADER = 'ld-linux-aarch64.so.1';
/** What Node and koffi are linked to; a file of each name has to be in the root. */
const REQUIRED = [LOADER, 'libc.so.6', 'libm.so.6', 'libstdc++.so.6', 'libgcc_s.so.1'];
/** What some builds of Node are linked to, besides. */
const WELCOME = ['libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libatomic.so.1'];

/** Where distributions keep the libraries of arm64, within a root file system. */
const FOLDERS = ['lib', 'lib64', 'usr/lib', 'usr/lib64'].flatMap((folder) => [folder, `${folder}/aarch64-linux-gnu`]);

/**
 * The C library and its company out of a root file system of any distribution, an unpacked container's say, as the
 * initramfs has them: in /lib and under the name /lib64, where every loader looks.
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_NOT_ARM64
 */
export function libraryEntries(root: string): readonly CpioEntry[] {
  const files = librariesIn(root).map(
    ({ name, path }) =>
      ({ kind: 'file', path: `/lib/${name}`, data: readFileSync(path), executable: name === LOADER }) as const,
  );
  return [...files, { kind: 'link', path: '/lib64', target: 'lib' }];
}

/**
 * The paths of the files that {@link libraryEntries} takes out of a root.
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_NOT_ARM64
 */
export function libraryFiles(root: string): readonly string[] {
  return librariesIn(root).map(({ path }) => path);
}

interface Library {
  readonly name: string;
  readonly path: string;
}

function librariesIn(root: string): readonly Library[] {
  const found = [...REQUIRED, ...WELCOME].flatMap((name): readonly Library[] => {
    const path = find(root, name);
    return path === undefined ? [] : [{ name, path }];
  });
  const missing = REQUIRED.filter((name) => !found.some((library) => library.name === name));
  if (missing.length > 0)
    throw new IrqlineError('KVM_HOST_MISSING', `no ${missing.join(', ')} for arm64 under ${root}`);
  for (const { path } of found) requireProgramForArm64(path);
  return found;
}

/** Of the files of this name. A link that is absolute means the root, as it would after a chroot. */
function find(root: string, name: string): string | undefined {
  return FOLDERS.map((folder) => follow(root, join(root, folder, name))).find((path) => path !== undefined);
}

function follow(root: string, path: string): string | undefined {
  const real = linkTarget(path);
  if (real === undefined) return existsSync(path) && statSync(path).isFile() ? path : undefined;
  return follow(root, real.startsWith('/') ? join(root, real) : resolve(path, '..', real));
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // not a link, or not there
  }
}
