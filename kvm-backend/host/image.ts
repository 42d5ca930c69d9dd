import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheFolder } from './cache.js';
import { writeCpio, type CpioEntry } from './cpio.js';
import { fetchDebian, fetchNode, type Suite } from './fetch.js';

/** What QEMU boots. */
export interface HostImage {
  readonly kernel: string;
  readonly initramfs: string;
}

/** Which kernel to boot: a Debian release, or the path of an arm64 Image. */
export type KernelChoice = { readonly suite: Suite } | { readonly path: string };

/** The init's arguments on the kernel's command line follow from where the image has things. */
export const NODE_IN_IMAGE = '/bin/node';
export const INIT_IN_IMAGE = '/app/dist/kvm-backend/guest/init.js';

/** The packages that the program needs where KVM runs. */
const PACKAGES = ['koffi', 'ts-pattern', 'io-ts', 'fp-ts'];
/** The folders of the built project that it needs there. */
const FOLDERS = ['spec', 'model', 'impl', 'properties/delivery', 'kvm-backend'];

const distribution = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);

/**
 * The image for a kernel, from the cache when it is there. The first time, its parts are fetched.
 * @param onProgress - is told what takes a while
 * @throws IrqlineError KVM_HOST_MISSING, KVM_HOST_FETCH_FAILED, KVM_HOST_CACHE_UNWRITABLE
 */
export async function hostImage(choice: KernelChoice, onProgress: (stage: string) => void): Promise<HostImage> {
  const cache = cacheFolder();
  // A kernel of one's own still needs the C library for Node.
  const suite = 'suite' in choice ? choice.suite : 'trixie';
  const koffiVersion = packageVersion('koffi');
  const [debian, node] = await Promise.all([
    cached(join(cache, `debian-${suite}`), (folder) => {
      onProgress(`fetching the arm64 kernel of Debian ${suite}`);
      return fetchDebian(suite, folder);
    }),
    cached(join(cache, `node-koffi-${koffiVersion}`), (folder) => {
      onProgress('fetching Node for arm64');
      return fetchNode(koffiVersion, folder);
    }),
  ]);
  const program = programEntries();
  const name = `image-${suite}-${koffiVersion}-${digest(program)}`;
  const packed = await cached(join(cache, name), async (folder) => {
    onProgress('packing the initramfs');
    pack([...systemEntries(debian, node), ...program], join(folder, 'initramfs.cpio'));
    removeOthers(cache, `image-${suite}-`, name);
    await Promise.resolve();
  });
  return {
    kernel: 'path' in choice ? choice.path : kernelOf(debian),
    initramfs: join(packed, 'initramfs.cpio'),
  };
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

/** Everything that does not change with the program. */
function systemEntries(debian: string, node: string): readonly CpioEntry[] {
  return [
    { kind: 'folder', path: '/proc' },
    { kind: 'folder', path: '/sys' },
    { kind: 'characterDevice', path: '/dev/console', major: 5, minor: 1 },
    // The loader's path has /lib, which in newer releases is only reached through a link.
    ...tree(join(debian, 'root', 'usr', 'lib'), '/usr/lib'),
    ...(existsSync(join(debian, 'root', 'lib')) ? tree(join(debian, 'root', 'lib'), '/lib') : []),
    ...(existsSync(join(debian, 'root', 'lib')) ? [] : [{ kind: 'link', path: '/lib', target: 'usr/lib' } as const]),
    { kind: 'file', path: NODE_IN_IMAGE, data: readFileSync(join(node, 'node', 'bin', 'node')), executable: true },
    ...tree(join(node, 'koffi'), '/app/node_modules/@koromix/koffi-linux-arm64'),
  ];
}

/** The built program and its packages. */
function programEntries(): readonly CpioEntry[] {
  return [
    { kind: 'file', path: '/app/package.json', data: Buffer.from('{"type":"module"}') },
    ...FOLDERS.flatMap((name) => tree(join(distribution, name), `/app/dist/${name}`, isProgram)),
    ...PACKAGES.flatMap((name) => tree(packageFolder(name), `/app/node_modules/${name}`, isProgram)),
  ];
}

function isProgram(path: string): boolean {
  return /\.(c?js|json)$/.test(path) && !path.includes('.test.');
}

function tree(folder: string, at: string, wanted: (path: string) => boolean = () => true): readonly CpioEntry[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name): readonly CpioEntry[] => {
      const from = join(folder, name);
      const path = `${at}/${name}`;
      const status = lstatSync(from);
      if (status.isDirectory()) return tree(from, path, wanted);
      if (!wanted(from)) return [];
      if (status.isSymbolicLink()) return [{ kind: 'link', path, target: readlinkSync(from) }];
      return [{ kind: 'file', path, data: readFileSync(from), executable: (status.mode & 0o100) !== 0 }];
    });
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

function packageFolder(name: string): string {
  const folders = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name));
  const found = folders.find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`the package ${name} is not installed`); // it is a dependency of ours
  return found;
}

function packageVersion(name: string): string {
  const content = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')) as { version: string };
  return content.version;
}
