import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IrqlineError } from '../../spec/errors.js';
import type { SharedArea } from '../remote/framing.js';
import type { Link } from '../remote/link.js';
import { asUnwritable } from './cache.js';
import { ChildLink } from './child-link.js';
import { endedWithUs, requireProgram, runCommand } from './command.js';
import { INIT_IN_IMAGE, NODE_IN_IMAGE } from './entries.js';
import type { HostImage } from './image.js';

const QEMU = 'qemu-system-aarch64';

/** Messages in each direction have half of it. */
const SHARED_BYTES = 16 * 2 ** 20;

/**
 * The machine: a GICv3 and EL2 for KVM. Of QEMU's CPUs this one boots three to four times as fast as `max`, whose
 * pointer authentication and 52-bit addresses cost emulation dear, and it has VHE, as today's servers do.
 */
const MACHINE = ['-M', 'virt,virtualization=on,gic-version=3', '-cpu', 'neoverse-n1', '-smp', '2', '-m', '1024'];
const QUIET = ['-nic', 'none', '-display', 'none', '-monitor', 'none', '-no-reboot'];
/**
 * Without address randomisation and mitigations the kernel does not exchange its page tables at every system call, which
 * empties the caches of an emulated CPU: with them a call takes ten times as long. KVM itself is the same.
 */
const COMMAND_LINE = `console=ttyAMA0 panic=-1 loglevel=7 nokaslr mitigations=off rdinit=${NODE_IN_IMAGE} --`;

/**
 * Boots the emulated host. Its console goes to a file, messages over a PCI UART on QEMU's standard streams, and long
 * messages through an ivshmem device's memory: no driver is needed that a kernel might have as a module only.
 * @param init - the program of the image that Node runs there: it serves this link
 * @throws IrqlineError KVM_HOST_MISSING without QEMU, KVM_HOST_CACHE_UNWRITABLE without room for temporary files
 */
export function bootQemu(image: HostImage, init: string = INIT_IN_IMAGE): Link {
  const qemu = requireQemu();
  const folder = scratch();
  let memory: number | undefined;
  const clear = (): void => {
    if (memory !== undefined) closeSync(memory);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    memory = openSync(join(folder, 'memory'), 'wx+');
    writeSync(memory, Buffer.alloc(SHARED_BYTES)); // a hole would end QEMU once it is written to on a full disk
    const [program, args] = endedWithUs(qemu, [...MACHINE, ...QUIET, ...devices(folder), ...boot(image, init)]);
    const areas = { outgoing: areaOf(memory, 0), incoming: areaOf(memory, SHARED_BYTES / 2) };
    return new ChildLink(program, args, { areas, console: () => contentOf(join(folder, 'console')), clear });
  } catch (error) {
    clear();
    throw asUnwritable(folder, error);
  }
}

/** A folder for this machine alone. */
function scratch(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'irqline-'));
  } catch (error) {
    const { message: detail } = error as Error; // of mkdtemp: the folder is missing, foreign or full
    throw new IrqlineError('KVM_HOST_CACHE_UNWRITABLE', detail, { cause: error });
  }
}

/** `10.0.2`, say. @throws IrqlineError KVM_HOST_MISSING */
export async function qemuVersion(): Promise<string> {
  const text = await runCommand(QEMU, ['--version'], { cwd: tmpdir(), failure: 'KVM_HOST_MISSING' });
  return /version (\S+)/.exec(text)?.[1] ?? 'unknown';
}

/** @throws IrqlineError KVM_HOST_MISSING */
export function requireQemu(): string {
  return requireProgram(QEMU);
}

function devices(folder: string): readonly string[] {
  const memory = `memory-backend-file,id=memory,share=on,mem-path=${join(folder, 'memory')},size=${SHARED_BYTES}`;
  const line = ['-chardev', 'stdio,id=line,signal=off', '-device', 'pci-serial,chardev=line'];
  const area = ['-object', memory, '-device', 'ivshmem-plain,memdev=memory'];
  return ['-serial', `file:${join(folder, 'console')}`, ...line, ...area];
}

function boot({ kernel, initramfs }: HostImage, init: string): readonly string[] {
  return ['-kernel', kernel, '-initrd', initramfs, '-append', `${COMMAND_LINE} ${init}`];
}

function areaOf(file: number, start: number): SharedArea {
  return {
    size: SHARED_BYTES / 2,
    write: (bytes) => writeSync(file, bytes, 0, bytes.length, start),
    read: (length) => {
      const bytes = Buffer.alloc(length);
      readSync(file, bytes, 0, length, start);
      return bytes;
    },
  };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // QEMU ended before it made the file
  }
}
