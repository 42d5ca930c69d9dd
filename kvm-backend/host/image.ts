import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { requireKernel, requireProgramForArm64 } from './arm64.js';
import { cached, cacheFolder } from './cache.js';
import { writeCpio, type CpioEntry } from './cpio.js';
import { packageVersion, programEntries, systemEntries, type HostSystem } from './entries.js';
import { fetchDebian, fetchPackages, NODE_PACKAGE, type Suite } from './fetch.js';

/** What QEMU boots. */
export interface HostImage {
  readonly kernel: string;
  readonly initramfs: string;
}

/** Which kernel to boot: a Debian release, or the path of an arm64 Image. */
export type KernelChoice = { readonly suite: Suite } | { readonly path: string };

/** What the emulated host is made of. What is not given is fetched: the C library with apt, Node with npm. */
export interface HostParts {
  readonly kernel: KernelChoice;
  /** A folder that has the C library for arm64 where a root file system has it. */
  readonly root?: string;
  /** The program Node for arm64, 20.19 or newer, linked to such a library. */
  readonly node?: string;
}

/**
 * The image for a kernel, from the cache when it is there. The first time, its parts are fetched.
 * @param onProgress - is told what takes a while
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED, KVM_HOST_CACHE_UNWRITABLE, KVM_HOST_NOT_ARM64
 */
export async function hostImage(parts: HostParts, onProgress: (stage: string) => void): Promise<HostImage> {
  const { kernel, root, node } = parts;
  if ('path' in kernel) requireKernel(kernel.path);
  if (node !== undefined) requireProgramForArm64(node);
  const cache = cacheFolder();
  const [debian, packages] = await fetchParts(parts, cache, onProgress);
  const system: HostSystem = {
    root: root ?? join(debian, 'root'),
    node: node ?? join(packages, 'node', 'bin', 'node'),
    koffi: join(packages, 'koffi'),
  };
  const program = programEntries();
  const family = `image-${familyOf(parts)}-`;
  const name = `${family}${packageVersion('koffi')}-${digest(program)}`;
  const packed = await cached(join(cache, name), async (folder) => {
    onProgress('packing the initramfs');
    pack([...systemEntries(system), ...program], join(folder, 'initramfs.cpio'));
    removeOthers(cache, family, name);
    await Promise.resolve();
  });
  return {
    kernel: 'path' in kernel ? kernel.path : kernelOf(debian),
    initramfs: join(packed, 'initramfs.cpio'),
  };
}

/** The folders of what Debian and npm have for us; the first is empty when nothing of Debian is wanted. */
async function fetchParts(
  { kernel, root, node }: HostParts,
  cache: string,
  onProgress: (stage: string) => void,
): Promise<readonly [debian: string, packages: string]> {
  // A kernel of one's own still needs the C library for Node, unless that is given, too.
  const suite = 'suite' in kernel ? kernel.suite : root === undefined ? 'trixie' : undefined;
  const koffi = packageVersion('koffi');
  const packages = [`@koromix/koffi-linux-arm64@${koffi}`, ...(node === undefined ? [NODE_PACKAGE] : [])];
  const stop = new AbortController();
  const fetched = Promise.all([
    suite === undefined
      ? ''
      : cached(join(cache, `debian-${suite}`), (folder) => {
          onProgress(`fetching the arm64 kernel of Debian ${suite}`);
          return fetchDebian(suite, folder, stop.signal);
        }),
    cached(join(cache, node === undefined ? `node-koffi-${koffi}` : `koffi-${koffi}`), (folder) => {
      onProgress(node === undefined ? 'fetching Node for arm64' : 'fetching koffi for arm64');
      return fetchPackages(packages, folder, stop.signal);
    }),
  ]);
  try {
    return await fetched;
  } catch (error) {
    stop.abort(); // what the one would go on for, when the other has failed, is no use now
    throw error;
  }
}

/** Images of one family replace each other: only the program in them changes. */
function familyOf({ kernel, root, node }: HostParts): string {
  if (root === undefined && node === undefined) return 'suite' in kernel ? kernel.suite : 'trixie';
  const times = [root, node].map((path) => (path === undefined ? '' : `${path} ${statSync(path).mtimeMs}`));
  return createHash('sha256').update(times.join('\n')).digest('hex').slice(0, 8);
}

/** Images of the program as it was before; each is as large as the new one. A part that is being made is left alone. */
function removeOthers(cache: string, prefix: string, name: string): void {
  const others = readdirSync(cache).filter((entry) => entry.startsWith(prefix) && !entry.includes('.part-'));
  for (const entry of others) if (entry !== name) rmSync(join(cache, entry), { recursive: true, force: true });
}

function kernelOf(debian: string): string {
  const boot = join(debian, 'kernel', 'boot');
  const file = readdirSync(boot).find((name) => name.startsWith('vmlinuz-'));
  if (file === undefined) throw new Error(`no kernel in ${boot}`); // fetchDebian would have failed
  return join(boot, file);
}

function digest(entries: readonly CpioEntry[]): string {
  const hash = createHash('sha256');
  for (const piece of writeCpio(entries)) hash.update(piece);
  return hash.digest('hex').slice(0, 16);
}

function pack(entries: readonly CpioEntry[], path: string): void {
  const file = openSync(path, 'wx');
  try {
    for (const piece of writeCpio(entries)) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}
