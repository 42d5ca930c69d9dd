import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';
import { kvmError, type KvmErrno } from './kvm-error.js';

/**
 * The few functions of the C library that irqline calls. They are looked up among the symbols that the running Node is
 * linked to, so any Linux C library will do; nothing is looked up before the first call, so that importing this module
 * works on every platform.
 */
export interface Libc {
  open(path: string, flags: number): number;
  close(descriptor: number): number;
  eventfd(initial: number, flags: number): number;
  read(descriptor: number, buffer: Uint8Array, length: number): bigint | number;
  write(descriptor: number, buffer: Uint8Array, length: number): bigint | number;
  ioctlValue(this: void, descriptor: number, request: number, value: number | bigint): number;
  ioctlPointer(descriptor: number, request: number, argument: Uint8Array): number;
  mmap(
    hint: number,
    length: number,
    protection: number,
    flags: number,
    descriptor: number,
    offset: number,
  ): bigint | number;
  munmap(address: bigint, length: number): number;
  poll(descriptors: Uint8Array, count: number, timeoutMs: number): number;
  pthreadSelf(): bigint | number;
  pthreadKill(thread: bigint, signal: number): number;
}

let loaded: Libc | undefined;

/** Only for tests, of this thread: another C library from now on; without one, the real one. */
export function useLibc(other?: Libc): void {
  loaded = other;
}

export function libc(): Libc {
  return (loaded ??= load());
}

function load(): Libc {
  const library = koffi.load(null);
  return {
    open: library.func('int open(const char *path, int flags)'),
    close: library.func('int close(int descriptor)'),
    eventfd: library.func('int eventfd(unsigned int initial, int flags)'),
    read: library.func('intptr_t read(int descriptor, void *buffer, size_t length)'),
    write: library.func('intptr_t write(int descriptor, const void *buffer, size_t length)'),
    ioctlValue: library.func('int ioctl(int descriptor, unsigned long request, size_t value)'),
    ioctlPointer: library.func('int ioctl(int descriptor, unsigned long request, void *argument)'),
    mmap: library.func(
      'uintptr_t mmap(size_t hint, size_t length, int protection, int flags, int descriptor, long offset)',
    ),
    munmap: library.func('int munmap(uintptr_t address, size_t length)'),
    poll: library.func('int poll(void *descriptors, unsigned long count, int timeout)'),
    pthreadSelf: library.func('uintptr_t pthread_self()'),
    pthreadKill: library.func('int pthread_kill(uintptr_t thread, int signal)'),
  };
}

/** The name of the error that the last failed call on this thread left, like `EBUSY`. */
export function lastErrno(): KvmErrno {
  return getSystemErrorName(-koffi.errno());
}

/**
 * What a call returned, or its errno as an error.
 * @param call - as it shall appear in the message: the ioctl's name and what it was asked for
 * @throws KvmError
 */
export function checked(call: string, result: number): number {
  if (result < 0) throw kvmError(call, lastErrno());
  return result;
}

/** The address of memory that a structure for the kernel points to. The memory must come from an ArrayBuffer. */
export function addressOf(memory: ArrayBuffer): bigint {
  return koffi.address(memory);
}

/** Mapped memory as an ArrayBuffer; it must not be touched once the mapping is gone. */
export function viewOf(address: bigint, length: number): ArrayBuffer {
  return koffi.view(address, length);
}
