import { existsSync } from 'node:fs';
import { IrqlineError } from '../../spec/errors.js';
import { kvmConstants, libcConstants } from '../abi/constants.js';
import { Descriptor } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { KvmError } from '../system/kvm-error.js';
import { lastErrno, libc } from '../system/libc.js';
import { Vm } from './vm.js';

const DEVICE = '/dev/kvm';

/** The kernel's KVM: what /dev/kvm opens. */
export class Kvm {
  readonly #descriptor: Descriptor;

  private constructor(descriptor: Descriptor) {
    this.#descriptor = descriptor;
  }

  /**
   * Opens KVM.
   * @param path - only tests pass another one
   * @throws IrqlineError KVM_UNAVAILABLE, KVM_PERMISSION_DENIED, KVM_API_VERSION_UNKNOWN
   */
  static open(path: string = DEVICE): Kvm {
    if (process.platform !== 'linux' || !existsSync(path)) throw new IrqlineError('KVM_UNAVAILABLE', `no ${path}`);
    const number = libc().open(path, libcConstants.O_RDWR | libcConstants.O_CLOEXEC);
    if (number < 0) throw openError(path, lastErrno());
    const descriptor = new Descriptor(number, path);
    try {
      requireVersion(descriptor);
      return new Kvm(descriptor);
    } catch (error) {
      descriptor.close();
      throw error;
    }
  }

  /** The descriptor of KVM itself, for the ioctls on it. @throws IrqlineError KVM_CLOSED */
  get descriptor(): Descriptor {
    return this.#descriptor;
  }

  /** Whether (or to what extent) a KVM_CAP_* is there; 0 when it is not. */
  checkExtension(capability: number): number {
    return ioctl.checkExtension(this.#descriptor, capability);
  }

  /**
   * A new VM.
   * @param type - 0 for the host's usual IPA size, otherwise the size in bits (arm64)
   * @throws KvmError
   */
  createVm(type: number = 0): Vm {
    const runSize = this.vcpuMmapSize; // first, so that nothing can fail while nobody owns the VM
    return new Vm(new Descriptor(ioctl.createVm(this.#descriptor, type), 'VM'), runSize);
  }

  /** How many bytes of a vCPU's descriptor to map. */
  get vcpuMmapSize(): number {
    return ioctl.getVcpuMmapSize(this.#descriptor);
  }

  close(): void {
    this.#descriptor.close();
  }
}

function openError(path: string, errno: string): IrqlineError {
  const denied = errno === 'EACCES' || errno === 'EPERM';
  return new IrqlineError(denied ? 'KVM_PERMISSION_DENIED' : 'KVM_UNAVAILABLE', `${path}: ${errno}`);
}

function requireVersion(kvm: Descriptor): void {
  const version = versionOf(kvm);
  if (version !== kvmConstants.KVM_API_VERSION) {
    throw new IrqlineError('KVM_API_VERSION_UNKNOWN', `KVM_GET_API_VERSION says ${version}`);
  }
}

/** ENOTTY, or another refusal, is the answer of a file that is not KVM. */
function versionOf(kvm: Descriptor): number | string {
  try {
    return ioctl.getApiVersion(kvm);
  } catch (error) {
    if (error instanceof KvmError) return error.errno;
    throw error;
  }
}
