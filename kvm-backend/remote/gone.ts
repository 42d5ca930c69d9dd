import { IrqlineError, type ErrorCode } from '../../spec/errors.js';

/** What ends a comparison and loses nothing of it: KVM's host or QEMU is there no more. */
const ends: ReadonlySet<ErrorCode> = new Set([
  'KVM_HOST_DIED',
  'KVM_HOST_SILENT',
  'QEMU_MISSING',
  'QEMU_DIED',
  'QEMU_SILENT',
]);

/**
 * Does work that asks a host, as far as it comes: what was done before the host died or hung is not lost with it.
 * @returns what the work came to, or nothing when the host went away under it; `KvmClient.gone` or `QemuMachines.gone` tells why
 * @throws whatever else the work throws
 */
export async function unlessGone<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IrqlineError && ends.has(error.code)) return undefined;
    throw error;
  }
}
