import { kvmConstants, registerConstants } from '../abi/constants.js';
import { offsetOf, type FieldName } from '../abi/structures.js';
import { getUint64, setUint64 } from '../abi/word64.js';
import { Descriptor, Mapping } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { KvmError } from '../system/kvm-error.js';
import { viewOf } from '../system/libc.js';

/** Why KVM_RUN came back. */
export type Exit =
  | { readonly kind: 'mmioRead'; readonly address: number; readonly length: number }
  /** The value is that of so many bytes; of eight, where it is beyond 2 ** 53, the nearest that there is. */
  | { readonly kind: 'mmioWrite'; readonly address: number; readonly length: number; readonly value: number }
  | { readonly kind: 'other'; readonly reason: number };

const IMMEDIATE_EXIT = offsetOf('kvm_run', 'immediate_exit');
const EXIT_REASON = offsetOf('kvm_run', 'exit_reason');
const MMIO_ADDRESS = offsetOf('kvm_run', 'mmio.phys_addr');
const MMIO_DATA = offsetOf('kvm_run', 'mmio.data');
const MMIO_LENGTH = offsetOf('kvm_run', 'mmio.len');
const MMIO_IS_WRITE = offsetOf('kvm_run', 'mmio.is_write');

/** The name of a core register: its offset in struct kvm_regs, in words of 32 bits. Source: KVM_REG_ARM_CORE_REG. */
function coreRegister(field: FieldName<'kvm_regs'>): bigint {
  const { KVM_REG_ARM64, KVM_REG_SIZE_U64, KVM_REG_ARM_CORE } = registerConstants;
  return KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | BigInt(offsetOf('kvm_regs', field) / 4);
}

const X0 = coreRegister('regs.regs[0]');
const PC = coreRegister('regs.pc');

/** What another thread of this process needs to run the same vCPU; it can be posted to it. */
export interface SharedVcpu {
  readonly index: number;
  readonly descriptor: number;
  readonly run: { readonly address: bigint; readonly length: number };
}

type Run = Pick<Mapping, 'address' | 'length' | 'memory' | 'close'>;

/** A virtual CPU. `run` blocks the whole thread for as long as the guest does not exit. */
export class Vcpu {
  readonly index: number;
  readonly #descriptor: Descriptor;
  readonly #run: Run;
  readonly #view: DataView;
  readonly #isExpelled = (): boolean => this.#view.getUint8(IMMEDIATE_EXIT) !== 0;

  private constructor(descriptor: Descriptor, index: number, run: Run) {
    this.index = index;
    this.#descriptor = descriptor;
    this.#run = run;
    this.#view = new DataView(run.memory);
  }

  /** Takes over the descriptor. @throws KvmError when its kvm_run cannot be mapped */
  static of(descriptor: Descriptor, index: number, runSize: number): Vcpu {
    try {
      return new Vcpu(descriptor, index, new Mapping(runSize, descriptor));
    } catch (error) {
      descriptor.close();
      throw error;
    }
  }

  /** The same vCPU, on another thread. It must not be closed there, nor run on two threads at once. */
  static attach({ index, descriptor, run: { address, length } }: SharedVcpu): Vcpu {
    const close = (): void => undefined; // the mapping is its owner's
    const run = { address, length, memory: viewOf(address, length), close };
    return new Vcpu(new Descriptor(descriptor, `vCPU ${index}`), index, run);
  }

  /** The vCPU's descriptor, for the ioctls on it. @throws IrqlineError KVM_CLOSED */
  get descriptor(): Descriptor {
    return this.#descriptor;
  }

  /** For {@link Vcpu.attach} on another thread, while this one is open. @throws IrqlineError KVM_CLOSED */
  get shared(): SharedVcpu {
    const { address, length } = this.#run;
    return { index: this.index, descriptor: this.#descriptor.number, run: { address, length } };
  }

  /** Resets it: powered on, at PC 0. @param target - of KVM_ARM_PREFERRED_TARGET @throws KvmError */
  initialise(target: DataView): void {
    ioctl.vcpuInit(this.#descriptor, target, false);
  }

  /** Where it shall go on. @param address - physical, in bytes @throws KvmError */
  setProgramCounter(address: number): void {
    ioctl.setOneReg(this.#descriptor, PC, BigInt(address));
  }

  /** Its first argument, by the procedure call standard. @param value - 64 bits @throws KvmError */
  setX0(value: number): void {
    ioctl.setOneReg(this.#descriptor, X0, BigInt(value));
  }

  /** Runs the guest until it leaves the CPU, and says why it did. @throws KvmError EINTR once it is expelled */
  run(): Exit {
    ioctl.run(this.#descriptor, this.#isExpelled);
    const reason = this.#view.getUint32(EXIT_REASON, true);
    if (reason !== kvmConstants.KVM_EXIT_MMIO) return { kind: 'other', reason };
    const address = getUint64(this.#view, MMIO_ADDRESS);
    const length = this.#view.getUint32(MMIO_LENGTH, true);
    if (this.#view.getUint8(MMIO_IS_WRITE) === 0) return { kind: 'mmioRead', address, length };
    return { kind: 'mmioWrite', address, length, value: this.#stored(length) };
  }

  /**
   * Goes as far into KVM_RUN as to make ready for the guest, and comes back before its first instruction.
   * @throws KvmError what KVM_RUN refuses
   */
  enter(): void {
    this.#view.setUint8(IMMEDIATE_EXIT, 1);
    try {
      ioctl.runOnce(this.#descriptor);
    } catch (error) {
      if (!(error instanceof KvmError) || error.errno !== 'EINTR') throw error;
    } finally {
      this.#view.setUint8(IMMEDIATE_EXIT, 0);
    }
  }

  /**
   * From now on `run` comes back before the guest's next instruction, on any thread. One that is in the guest by then
   * leaves it at a signal: see {@link interruptThread}.
   */
  expel(): void {
    this.#view.setUint8(IMMEDIATE_EXIT, 1);
  }

  /** Answers an `mmioRead`: what the guest's load shall see when it runs on. @param value - 32 bits */
  answer(value: number): void {
    setUint64(this.#view, MMIO_DATA, value >>> 0);
  }

  close(): void {
    this.#run.close();
    this.#descriptor.close();
  }

  /** What the guest stored: the bytes beyond are those of an earlier exit. @param length - 1, 2, 4 or 8 bytes */
  #stored(length: number): number {
    if (length === 4) return this.#view.getUint32(MMIO_DATA, true);
    if (length === 8) return getUint64(this.#view, MMIO_DATA);
    return length === 2 ? this.#view.getUint16(MMIO_DATA, true) : this.#view.getUint8(MMIO_DATA);
  }
}
