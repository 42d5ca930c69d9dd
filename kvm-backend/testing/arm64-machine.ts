import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCpio, type CpioEntry } from '../host/cpio.js';
import { tree } from '../host/entries.js';
import { hostImage } from '../host/image.js';
import { bootQemu } from '../host/qemu.js';
import { KvmClient } from '../remote/client.js';
import { deadlinesOf } from '../remote/deadlines.js';
import type { CommandReply, CommandRequest } from './arm64-init.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const APP = '/app';
const INIT = fileURLToPath(new URL('arm64-init.js', import.meta.url));
/** The command line takes seconds to start there, and a comparison far more. */
const PATIENCE_MS = 200_000;

/** What its init can be asked. */
type Calls = {
  readonly run: (request: CommandRequest) => CommandReply;
  readonly read: (path: string) => string;
};

/** What `npm pack --json` says of a package. */
interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** A machine of another architecture that has all of the package and what it needs installed. */
export interface Arm64Machine {
  run(request: CommandRequest): Promise<CommandReply>;
  /** The text of a file there. */
  read(path: string): Promise<string>;
  /** The end of its console, where the kernel tells of processes that a fault has ended. */
  lastWords(): string;
  close(): Promise<void>;
}

/** Boots the emulated host with the whole package in it, as npm would install it, and an init that runs commands. */
export async function bootArm64Machine(): Promise<Arm64Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-arm64-'));
  try {
    const image = await hostImage({ kernel: { suite: 'trixie' } }, () => undefined);
    const initramfs = join(folder, 'initramfs.cpio');
    copyFileSync(image.initramfs, initramfs);
    // The kernel unpacks one archive after the other.
    for (const piece of writeCpio(installedEntries())) appendFileSync(initramfs, piece);
    const link = bootQemu({ ...image, initramfs }, `${APP}/${relative(root, INIT)}`);
    const client = await KvmClient.connect<Calls>(link, deadlinesOf(PATIENCE_MS));
    return {
      run: (request) => client.request('run', request),
      read: (path) => client.request('read', path),
      lastWords: () => link.lastWords(),
      close: () => client.close(),
    };
  } finally {
    rmSync(folder, { recursive: true }); // QEMU has read it by the time that its guest greets
  }
}

function installedEntries(): readonly CpioEntry[] {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: root, encoding: 'utf8' });
  const [packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts')) as readonly Packed[];
  const files = [...(packed?.files ?? []).map(({ path }) => path), relative(root, INIT)];
  const dependencies = npm('ls', '--omit=dev', '--all', '--parseable').trim().split('\n').slice(1);
  return [
    ...files.map((path) => ({ kind: 'file', path: `${APP}/${path}`, data: readFileSync(join(root, path)) }) as const),
    ...dependencies.flatMap((folder) => tree(folder, `${APP}/${relative(root, folder)}`, () => true)),
  ];
}
