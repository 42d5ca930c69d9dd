import { libcConstants } from '../abi/constants.js';
import { IrqlineError } from '../../spec/errors.js';
import { kvmError, type KvmError } from './kvm-error.js';
import { checked, lastErrno, libc, viewOf } from './libc.js';

/** A file descriptor that closes once, and refuses to be used afterwards, when its number may belong to another file. */
export class Descriptor {
  readonly #what: string;
  #number: number | undefined;

  /** @param number - an open descriptor, owned by this object from now on; @param what - for messages */
  constructor(number: number, what: string) {
    this.#number = number;
    this.#what = what;
  }

  /** @throws IrqlineError KVM_CLOSED */
  get number(): number {
    return this.#number ?? refuseClosed(this.#what);
  }

  /** Closing twice is allowed. */
  close(): void {
    if (this.#number === undefined) return;
    libc().close(this.#number);
    this.#number = undefined;
  }
}

/** An eventfd: every write is counted, a read takes the count. */
export class Eventfd extends Descriptor {
  readonly #word = new BigUint64Array(new ArrayBuffer(8));
  readonly #bytes = new Uint8Array(this.#word.buffer);

  /** @throws KvmError */
  static open(): Eventfd {
    const flags = libcConstants.EFD_CLOEXEC | libcConstants.EFD_NONBLOCK;
    return new Eventfd(checked('eventfd', libc().eventfd(0, flags)), 'eventfd');
  }

  /** @throws KvmError */
  signal(): void {
    this.#word[0] = 1n;
    checked('write to an eventfd', Number(libc().write(this.number, this.#bytes, 8)));
  }

  /** How often it was signalled since it was last taken. @throws KvmError */
  take(): number {
    if (Number(libc().read(this.number, this.#bytes, 8)) >= 0) return Number(this.#word[0]);
    const errno = lastErrno();
    if (errno === 'EAGAIN') return 0;
    throw kvmError('read of an eventfd', errno);
  }
}

const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

/** Shared memory: a vCPU's kvm_run, or anonymous memory for a guest. */
export class Mapping {
  readonly address: bigint;
  readonly length: number;
  #memory: ArrayBuffer | undefined;

  /**
   * @param length - in bytes
   * @param descriptor - what to map; anonymous memory without
   * @throws KvmError
   */
  constructor(length: number, descriptor?: Descriptor) {
    const { PROT_READ, PROT_WRITE, MAP_SHARED, MAP_ANONYMOUS } = libcConstants;
    const flags = descriptor === undefined ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    this.address = BigInt(libc().mmap(0, length, PROT_READ | PROT_WRITE, flags, descriptor?.number ?? -1, 0));
    if (this.address === MAP_FAILED) throw mapError();
    this.length = length;
    this.#memory = viewOf(this.address, length);
  }

  /** The memory itself. After `close` the pages are gone: see `requireOpen`. @throws IrqlineError KVM_CLOSED */
  get memory(): ArrayBuffer {
    return this.#memory ?? refuseClosed('mapping');
  }

  /** For whoever keeps a view of the memory, before each use of it. @throws IrqlineError KVM_CLOSED */
  requireOpen(): void {
    if (this.#memory === undefined) refuseClosed('mapping');
  }

  /** Unmapping twice is allowed. */
  close(): void {
    if (this.#memory === undefined) return;
    this.#memory = undefined;
    libc().munmap(this.address, this.length);
  }
}

function refuseClosed(what: string): never {
  throw new IrqlineError('KVM_CLOSED', what);
}

function mapError(): KvmError {
  return kvmError('mmap', lastErrno());
}
