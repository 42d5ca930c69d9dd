import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cached, cacheFolder } from './cache.js';
import { packageVersion } from './entries.js';
import { fetchDebian, fetchPackages, NODE_PACKAGE, suites, type Suite } from './fetch.js';

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

/** What was fetched, as folders of the cache. */
interface FetchedParts {
  /** Has `kernel/boot/vmlinuz-*` and `root/`; empty when nothing of Debian is wanted. */
  readonly debian: string;
  /** Has `koffi/`, and `node/` unless another one is given. */
  readonly packages: string;
}

/** Koffi for arm64, with which the name of the packages' folder begins. */
export const KOFFI = 'koffi-linux-arm64';

/** Fetches what is not given and not in the cache. @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED, KVM_HOST_CACHE_UNWRITABLE */
export async function fetchParts(
  { kernel, root, node }: HostParts,
  cache: string,
  onProgress: (stage: string) => void,
): Promise<FetchedParts> {
  // A kernel of one's own still needs the C library for Node, unless that is given, too.
  const suite = 'suite' in kernel ? kernel.suite : root === undefined ? 'trixie' : undefined;
  const packages = packagesFor(node);
  const stop = new AbortController();
  const fetched = Promise.all([
    suite === undefined
      ? ''
      : cached(debianIn(cache, suite), (folder) => {
          onProgress(`fetching the arm64 kernel of Debian ${suite}`);
          return fetchDebian(suite, folder, stop.signal);
        }),
    cached(packagesIn(cache, packages), (folder) => {
      onProgress(node === undefined ? 'fetching Node for arm64' : 'fetching koffi for arm64');
      return fetchPackages(packages, folder, stop.signal);
    }),
  ]);
  try {
    const [debian, npm] = await fetched;
    return { debian, packages: npm };
  } catch (error) {
    stop.abort(); // what the one would go on for, when the other has failed, is no use now
    throw error;
  }
}

/** The Debian releases whose emulated host needs nothing fetched any more. */
export function cachedSuites(cache: string = cacheFolder()): readonly Suite[] {
  if (!existsSync(packagesIn(cache, packagesFor(undefined)))) return [];
  return suites.filter((suite) => existsSync(debianIn(cache, suite)));
}

/** What npm has for the host, but for a Node that is given. */
export function packagesFor(node: string | undefined): readonly string[] {
  return [`@koromix/${KOFFI}@${packageVersion('koffi')}`, ...(node === undefined ? [NODE_PACKAGE] : [])];
}

/** Named by each package with its version, so that another version is another part of the cache. */
export function packagesIn(cache: string, packages: readonly string[]): string {
  return join(cache, packages.map((name) => basename(name)).join('+'));
}

function debianIn(cache: string, suite: Suite): string {
  return join(cache, `debian-${suite}`);
}

/** The kernel of a Debian release that was fetched. */
export function kernelOf(debian: string): string {
  const boot = join(debian, 'kernel', 'boot');
  const file = readdirSync(boot).find((name) => name.startsWith('vmlinuz-'));
  if (file === undefined) throw new Error(`no kernel in ${boot}`); // fetchDebian would have failed
  return join(boot, file);
}
