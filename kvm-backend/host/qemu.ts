import { closeSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { SharedArea } from '../remote/framing.js';
import type { Link } from '../remote/link.js';
import { asUnwritable } from './cache.js';
import { ChildLink, FIRST_FILE } from './child-link.js';
import { endedWithUs, requireProgram, runCommand } from './command.js';
import { INIT_IN_IMAGE, NODE_IN_IMAGE } from './entries.js';
import type { HostImage } from './image.js';
import { contentOf, namelessFile, pathInChild } from './nameless.js';

const QEMU = 'qemu-system-aarch64';

/** Messages in each direction have half of it. */
const SHARED_BYTES = 16 * 2 ** 20;

/**
 * The machine: a GICv3 and EL2 for KVM. Of QEMU's CPUs this one boots three to four times as fast as `max`, whose
 * pointer authentication and 52-bit addresses cost emulation dear, and it has VHE, as today's servers do.
 */
const MACHINE = ['-M', 'virt,virtualization=on,gic-version=3', '-cpu', 'neoverse-n1', '-smp', '2', '-m', '1024'];
/** Messages go over the line and, long ones, through the memory; the files are the first that a child is given. */
const MEMORY = `memory-backend-file,id=memory,share=on,mem-path=${pathInChild(FIRST_FILE)},size=${SHARED_BYTES}`;
const AREA = ['-object', MEMORY, '-device', 'ivshmem-plain,memdev=memory'];
const CONSOLE = ['-serial', `file:${pathInChild(FIRST_FILE + 1)}`];
const LINE = ['-chardev', 'stdio,id=line,signal=off', '-device', 'pci-serial,chardev=line'];
const DEVICES = [...CONSOLE, ...LINE, ...AREA];
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
  const files: number[] = [];
  const clear = (): void => files.splice(0).forEach((file) => closeSync(file));
  try {
    const memory = added(files, namelessFile());
    const console = added(files, namelessFile());
    writeSync(memory, Buffer.alloc(SHARED_BYTES)); // a hole would end QEMU once it is written to on a full disk
    const [program, args] = endedWithUs(qemu, [...MACHINE, ...QUIET, ...DEVICES, ...boot(image, init)]);
    const areas = { outgoing: areaOf(memory, 0), incoming: areaOf(memory, SHARED_BYTES / 2) };
    return new ChildLink(program, args, { areas, files, console: () => contentOf(console), clear });
  } catch (error) {
    clear();
    throw asUnwritable(tmpdir(), error);
  }
}

function added<T>(list: T[], item: T): T {
  list.push(item);
  return item;
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
