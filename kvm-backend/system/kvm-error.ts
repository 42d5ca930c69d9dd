import { IrqlineError, isErrorCode, type ErrorCode } from '../../spec/errors.js';

/** An errno by its C name. */
export type KvmErrno = string;

/** A system call that the kernel refused. The meanings are those of Documentation/virt/kvm/api.rst and arm-vgic-v3.rst. */
export class KvmError extends IrqlineError {
  /** The call that was refused: an ioctl's C name, and what it was asked for. */
  readonly call: string;
  readonly errno: KvmErrno;

  constructor(code: ErrorCode, call: string, errno: KvmErrno) {
    super(code, `${call} failed with ${errno}`);
    this.call = call;
    this.errno = errno;
  }
}

/** The error of a refused call: that of its errno where the catalogue has one, KVM_EBUSY say. */
export function kvmError(call: string, errno: KvmErrno): KvmError {
  const own = `KVM_${errno}`;
  return new KvmError(isErrorCode(own) ? own : 'KVM_CALL_FAILED', call, errno);
}
