import { closeSync, openSync, readSync } from 'node:fs';
import { IrqlineError } from '../../spec/errors.js';
import { payloadOf, requireGzip, type Payload } from './zboot.js';

const GZIP = Buffer.from([0x1f, 0x8b]);
/** Of an arm64 Image: Documentation/arch/arm64/booting.rst. */
const IMAGE = { magic: Buffer.from('ARM\x64'), offset: 56 } as const;
const ELF = Buffer.from('\x7fELF');
/** e_machine of the ELF header, and EM_AARCH64 of linux/elf-em.h. */
const MACHINE = { offset: 18, aarch64: 183 } as const;

/**
 * Refuses what QEMU would take for a kernel, start, and never hear of again.
 * @returns where in the file the kernel is, when it is packed into an EFI program
 * @throws IrqlineError KVM_HOST_NOT_ARM64, KVM_HOST_KERNEL_PACKED, FILE_NOT_READABLE
 */
export function requireKernel(path: string): Payload | undefined {
  const head = headOf(path);
  const payload = payloadOf(head);
  if (payload !== undefined) {
    requireGzip(path, payload);
    return payload;
  }
  const isImage = head.subarray(IMAGE.offset).indexOf(IMAGE.magic) === 0;
  if (isImage || head.indexOf(GZIP) === 0) return undefined;
  throw new IrqlineError('KVM_HOST_NOT_ARM64', `the kernel ${path}`);
}

/** @throws IrqlineError KVM_HOST_NOT_ARM64 */
export function requireProgramForArm64(path: string): void {
  const head = headOf(path);
  if (head.indexOf(ELF) === 0 && head.readUInt16LE(MACHINE.offset) === MACHINE.aarch64) return;
  throw new IrqlineError('KVM_HOST_NOT_ARM64', `the program ${path}`);
}

/** As much of a file as tells what it is; zeros where it is shorter. @throws IrqlineError FILE_NOT_READABLE */
function headOf(path: string): Buffer {
  const head = Buffer.alloc(1024);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, head.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new IrqlineError('FILE_NOT_READABLE', path, { cause: error });
  }
  return head;
}
