import { IrqlineError, type ErrorCode } from '../../spec/errors.js';

/** An errno by its C name. */
export type KvmErrno = string;

const codes: Readonly<Record<string, ErrorCode>> = {
  E2BIG: 'KVM_E2BIG',
  EAGAIN: 'KVM_EAGAIN',
  EBUSY: 'KVM_EBUSY',
  EEXIST: 'KVM_EEXIST',
  EINTR: 'KVM_EINTR',
  EINVAL: 'KVM_EINVAL',
  ENODEV: 'KVM_ENODEV',
  ENOENT: 'KVM_ENOENT',
  ENXIO: 'KVM_ENXIO',
};

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

/** The error of a refused call, with the code of its errno. */
export function kvmError(call: string, errno: KvmErrno): KvmError {
  return new KvmError(codes[errno] ?? 'KVM_CALL_FAILED', call, errno);
}
