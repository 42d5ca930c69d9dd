import { libcConstants } from '../abi/constants.js';
import { pack, structures } from '../abi/structures.js';
import type { Descriptor } from './descriptor.js';
import { kvmError } from './kvm-error.js';
import { lastErrno, libc } from './libc.js';

/**
 * Waits until one of these can be read, or so many milliseconds have passed; the whole thread waits. A signal ends the
 * wait as well.
 * @throws KvmError
 */
export function waitForInput(descriptors: readonly Descriptor[], timeoutMs: number): void {
  const { size } = structures.pollfd;
  const table = new Uint8Array(new ArrayBuffer(size * descriptors.length));
  for (const [index, { number }] of descriptors.entries()) {
    const entry = pack('pollfd', { fd: number, events: libcConstants.POLLIN });
    table.set(new Uint8Array(entry.buffer), size * index);
  }
  if (libc().poll(table, descriptors.length, timeoutMs) >= 0) return;
  const errno = lastErrno();
  if (errno !== 'EINTR') throw kvmError('poll', errno);
}
