import { Descriptor, Mapping, type Eventfd } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { Device } from './device.js';
import { Vcpu } from './vcpu.js';

/** What has a life within a VM, and ends before it. */
interface Closable {
  close(): void;
}

/** A virtual machine. It closes whatever was made from it, last first. */
export class Vm {
  readonly #descriptor: Descriptor;
  readonly #runSize: number;
  readonly #parts: Closable[] = [];
  #slots = 0;

  /** Use {@link Kvm.createVm}. @param runSize - the length of a vCPU's kvm_run mapping */
  constructor(descriptor: Descriptor, runSize: number) {
    this.#descriptor = descriptor;
    this.#runSize = runSize;
  }

  /** The VM's descriptor, for the ioctls on it. @throws IrqlineError KVM_CLOSED */
  get descriptor(): Descriptor {
    return this.#descriptor;
  }

  /**
   * @param index - 0 and up, each once
   * @throws KvmError EEXIST for an index that is taken, EBUSY once the vGIC is initialised
   */
  createVcpu(index: number): Vcpu {
    const descriptor = new Descriptor(ioctl.createVcpu(this.#descriptor, index), `vCPU ${index}`);
    return this.own(Vcpu.of(descriptor, index, this.#runSize));
  }

  /** Makes every vCPU runnable; comes after the vGIC has been initialised. @throws KvmError */
  initialiseVcpu(vcpu: Vcpu): void {
    vcpu.initialise(ioctl.preferredTarget(this.#descriptor));
  }

  /** @param type - a KVM_DEV_TYPE_* @throws KvmError */
  createDevice(type: number): Device {
    return this.own(new Device(new Descriptor(ioctl.createDevice(this.#descriptor, type), `device ${type}`)));
  }

  /** Memory of the guest. @param guest - its physical address; both in bytes, whole pages @throws KvmError */
  addMemory(guest: number, length: number): Mapping {
    const memory = this.own(new Mapping(length));
    ioctl.setUserMemoryRegion(this.#descriptor, this.#slots++, guest, length, memory.address);
    return memory;
  }

  /** Drives a line. @param irq - from `spiLine` or `ppiLine` @throws KvmError EINVAL, ENXIO, EBUSY */
  irqLine(irq: number, level: boolean): void {
    ioctl.irqLine(this.#descriptor, irq, level);
  }

  /** Binds an eventfd to a GSI until the VM closes. @throws KvmError EAGAIN before the vGIC is initialised */
  assignIrqfd(gsi: number, eventfd: Eventfd, resample?: Eventfd): void {
    const resamplefd = resample === undefined ? {} : { resamplefd: resample.number };
    ioctl.assignIrqfd(this.#descriptor, { gsi, eventfd: eventfd.number, ...resamplefd });
  }

  /** Closes this part, an eventfd say, together with the VM. */
  own<T extends Closable>(part: T): T {
    this.#parts.push(part);
    return part;
  }

  /** Closing twice is allowed. */
  close(): void {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) part.close();
    this.#descriptor.close();
  }
}
