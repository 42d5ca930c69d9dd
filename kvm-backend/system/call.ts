import { nameOf } from '../abi/ioctls.js';
import type { Descriptor } from './descriptor.js';
import { kvmError, type KvmError } from './kvm-error.js';
import { lastErrno, libc } from './libc.js';

// The request is a number, as in C; which ioctl it is, only an error has to say.

/** An ioctl whose argument is a number, or that has none. @throws KvmError */
export function byValue(descriptor: Descriptor, request: number, value?: number): number {
  const result = libc().ioctlValue(descriptor.number, request, value ?? 0);
  if (result < 0) throw refused(request, value === undefined ? '' : String(value));
  return result;
}

/** An ioctl whose argument is a structure. @param asked - for the message @throws KvmError */
export function byPointer(descriptor: Descriptor, request: number, argument: DataView, asked = ''): void {
  const bytes = new Uint8Array(argument.buffer);
  if (libc().ioctlPointer(descriptor.number, request, bytes) < 0) throw refused(request, asked);
}

/**
 * An ioctl whose argument is a number or an address, made again for as long as signals interrupt it: that of a child
 * process that has ended, say.
 * @param isOver - whether an interruption is meant; then it is an error like any other
 * @throws KvmError
 */
export function uninterrupted(
  descriptor: Descriptor,
  request: number,
  value: number,
  asked = '',
  isOver: () => boolean = never,
): number {
  for (;;) {
    const result = libc().ioctlValue(descriptor.number, request, value);
    if (result >= 0) return result;
    const error = refused(request, asked);
    if (error.errno !== 'EINTR' || isOver()) throw error;
  }
}

/** The error that the last failed ioctl left. @param asked - what it was asked for */
export function refused(request: number, asked: string): KvmError {
  const errno = lastErrno();
  const name = nameOf(request);
  return kvmError(asked === '' ? name : `${name} ${asked}`, errno);
}

const never = (): boolean => false;
