import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { requireKernel, requireProgramForArm64 } from './arm64.js';
import { cached, cacheFolder, removeHalfMade, removeOthers } from './cache.js';
import { writeCpio, type CpioEntry } from './cpio.js';
import { programEntries, systemEntries, type HostSystem } from './entries.js';
import { libraryFiles } from './libraries.js';
import { fetchParts, kernelOf, KOFFI, type HostParts } from './parts.js';
import { KERNEL, unwrap, type Payload } from './zboot.js';

/** What QEMU boots. */
export interface HostImage {
  readonly kernel: string;
  readonly initramfs: string;
}

/** What the names of images begin with in the cache. */
const IMAGE = 'image-';
/** After so many days without use a part goes that is not the newest; an image goes sooner when its family has another. */
const DAYS_UNUSED = 30;

/**
 * The image for a kernel, from the cache when it is there. The first time, its parts are fetched.
 * @param onProgress - is told what takes a while
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED, KVM_HOST_CACHE_UNWRITABLE, KVM_HOST_NOT_ARM64,
 *   KVM_HOST_KERNEL_PACKED
 */
export async function hostImage(parts: HostParts, onProgress: (stage: string) => void): Promise<HostImage> {
  const { kernel, root, node } = parts;
  const payload = 'path' in kernel ? requireKernel(kernel.path) : undefined;
  if (node !== undefined) requireProgramForArm64(node);
  const cache = cacheFolder();
  const { debian, packages } = await fetchParts(parts, cache, onProgress);
  const system: HostSystem = {
    root: root ?? join(debian, 'root'),
    node: node ?? join(packages, 'node', 'bin', 'node'),
    koffi: join(packages, 'koffi'),
  };
  const program = programEntries();
  const family = `${IMAGE}${familyOf(parts)}-`;
  const name = imageName(family, packages, program);
  const packed = await cached(join(cache, name), async (folder) => {
    onProgress('packing the initramfs');
    pack([...systemEntries(system), ...program], join(folder, 'initramfs.cpio'));
    await Promise.resolve();
  });
  removeOthers(packed, family);
  removeOthers(packed, IMAGE, DAYS_UNUSED);
  removeOthers(packages, KOFFI, DAYS_UNUSED);
  removeHalfMade(cache);
  return {
    kernel: await bootable(kernel, payload, debian, cache),
    initramfs: join(packed, 'initramfs.cpio'),
  };
}

/** The path of what QEMU can boot of a kernel. */
async function bootable(
  kernel: HostParts['kernel'],
  payload: Payload | undefined,
  debian: string,
  cache: string,
): Promise<string> {
  if ('suite' in kernel) return kernelOf(debian);
  if (payload === undefined) return kernel.path;
  const unwrapped = await unwrap(kernel.path, payload, cache);
  removeOthers(dirname(unwrapped), KERNEL, DAYS_UNUSED);
  return unwrapped;
}

/** Images of one family replace each other: only the program in them changes, and the packages of npm. */
function familyOf({ kernel, root, node }: HostParts): string {
  if (root === undefined && node === undefined) return 'suite' in kernel ? kernel.suite : 'trixie';
  const files = [...(root === undefined ? [] : libraryFiles(root)), ...(node === undefined ? [] : [node])];
  const times = files.map((path) => `${path} ${statSync(path).mtimeMs} ${statSync(path).size}`);
  return createHash('sha256').update(times.join('\n')).digest('hex').slice(0, 8);
}

/** Another one for other packages, by the name of their folder, and for another program. */
export function imageName(family: string, packages: string, program: readonly CpioEntry[]): string {
  const hash = createHash('sha256').update(`${basename(packages)}\n`);
  for (const piece of writeCpio(program)) hash.update(piece);
  return `${family}${hash.digest('hex').slice(0, 16)}`;
}

function pack(entries: readonly CpioEntry[], path: string): void {
  const file = openSync(path, 'wx');
  try {
    for (const piece of writeCpio(entries)) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}
