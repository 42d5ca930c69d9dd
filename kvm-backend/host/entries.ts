import { createRequire } from 'node:module';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CpioEntry } from './cpio.js';
import { libraryEntries } from './libraries.js';

/** The init's arguments on the kernel's command line follow from where the image has things. */
export const NODE_IN_IMAGE = '/bin/node';
export const INIT_IN_IMAGE = '/app/dist/kvm-backend/guest/init.js';

/** The packages that the program needs where KVM runs. */
const PACKAGES = ['koffi', 'ts-pattern', 'io-ts', 'fp-ts'];
/** The folders of the built project that it needs there. */
const FOLDERS = ['spec', 'model', 'impl', 'properties/delivery', 'kvm-backend'];

const distribution = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);

/** What does not change with the program. */
export interface HostSystem {
  /** A folder with the C library for arm64 where a root file system has it. */
  readonly root: string;
  /** The program Node for arm64. */
  readonly node: string;
  /** The folder of koffi's package for arm64. */
  readonly koffi: string;
}

/** Everything that does not change with the program. @throws IrqlineError KVM_HOST_MISSING */
export function systemEntries({ root, node, koffi }: HostSystem): readonly CpioEntry[] {
  return [
    { kind: 'folder', path: '/proc' },
    { kind: 'folder', path: '/sys' },
    { kind: 'characterDevice', path: '/dev/console', major: 5, minor: 1 },
    ...libraryEntries(root),
    { kind: 'file', path: NODE_IN_IMAGE, data: readFileSync(node), executable: true },
    ...tree(koffi, '/app/node_modules/@koromix/koffi-linux-arm64', (path) => !path.includes('musl')),
  ];
}

/** The built program and its packages. */
export function programEntries(): readonly CpioEntry[] {
  return [
    { kind: 'file', path: '/app/package.json', data: Buffer.from('{"type":"module"}') },
    ...FOLDERS.flatMap((name) => tree(join(distribution, name), `/app/dist/${name}`, isProgram)),
    ...PACKAGES.flatMap((name) => tree(packageFolder(name), `/app/node_modules/${name}`, isProgram)),
  ];
}

function isProgram(path: string): boolean {
  return /\.(c?js|json)$/.test(path) && !path.includes('.test.');
}

/** The files of a folder, and of those below it, at another path. */
export function tree(folder: string, at: string, wanted: (path: string) => boolean): readonly CpioEntry[] {
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

function packageFolder(name: string): string {
  const folders = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name));
  const found = folders.find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`the package ${name} is not installed`); // it is a dependency of ours
  return found;
}

/** The version of a package that this program runs with. */
export function packageVersion(name: string): string {
  const content = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')) as { version: string };
  return content.version;
}
