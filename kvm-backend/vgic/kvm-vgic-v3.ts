import { decodeState, encodeState, SharedLock, type Gic, type Spi } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { Descriptor, Eventfd } from '../system/descriptor.js';
import * as ioctl from '../system/ioctl.js';
import { KvmError } from '../system/kvm-error.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import { createVgicMachine, type VgicMachine, type VgicSize } from './create.js';
import { readVgic, wordOf } from './registers.js';
import { isWhole, readState, savedVgicFormat, writeState } from './state.js';

/** What another thread of this process needs to signal the same vGIC; it can be posted to it. */
export interface SharedVgic {
  readonly vm: number;
  readonly spiCount: number;
  readonly locks: SharedArrayBuffer;
}

/** The wires into a vGIC, from any thread. Pulses of one line are whole towards each other, whichever thread makes them. */
export class VgicLines implements Pick<Gic, 'pulseSpi' | 'setSpiLevel'> {
  readonly shared: SharedVgic;
  readonly #vm: Descriptor;
  readonly #locks: readonly SharedLock[];

  /** @param shared - from {@link KvmVgicV3.lines}; the VM must outlive this object */
  constructor(shared: SharedVgic, vm: Descriptor = new Descriptor(shared.vm, 'VM')) {
    this.shared = shared;
    this.#vm = vm;
    const words = new Int32Array(shared.locks);
    this.#locks = Array.from({ length: shared.spiCount }, (_, index) => new SharedLock(words, index));
  }

  pulseSpi(spi: Spi): void {
    const lock = this.#lockOf(spi);
    lock.acquire();
    try {
      this.#drive(spi, true);
      this.#lower(spi);
    } finally {
      lock.release();
    }
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    const lock = this.#lockOf(spi);
    lock.acquire();
    try {
      this.#drive(spi, level);
    } finally {
      lock.release();
    }
  }

  /** @throws IrqlineError GIC_SPI_NOT_IMPLEMENTED; KVM has no INTID from 992 on (K10) */
  #lockOf(spi: Spi): SharedLock {
    const lock = this.#locks[spi.raw - 32];
    if (lock !== undefined) return lock;
    throw new IrqlineError('GIC_SPI_NOT_IMPLEMENTED', `${spi.toString()}, of ${this.shared.spiCount} SPIs`);
  }

  #drive(spi: Spi, level: boolean): void {
    try {
      ioctl.irqLine(this.#vm, ioctl.spiLine(spi.raw), level);
    } catch (error) {
      if (!(error instanceof KvmError)) throw error;
      throw new IrqlineError('GIC_REFUSED', error.detail, { cause: error });
    }
  }

  #lower(spi: Spi): void {
    try {
      this.#drive(spi, false);
    } catch (error) {
      throw new IrqlineError('GIC_LINE_LEFT_HIGH', spi.toString(), { cause: error });
    }
  }
}

/** How pulses reach KVM: two calls of KVM_IRQ_LINE, or one write to an eventfd that is bound to the line. */
export type Injection = 'irqLine' | 'irqfd';

/** KVM's vGICv3 as a GIC, in a VM of its own. */
export class KvmVgicV3 implements Gic {
  /** What other threads use; {@link VgicLines} makes lines of it there. */
  readonly lines: VgicLines;
  readonly machine: VgicMachine;
  readonly #size: VgicSize;
  readonly #injection: Injection;
  readonly #eventfds = new Map<number, Eventfd>();

  private constructor(machine: VgicMachine, size: VgicSize, injection: Injection) {
    this.machine = machine;
    this.#size = size;
    this.#injection = injection;
    const locks = new SharedArrayBuffer(4 * size.spiCount);
    const { descriptor } = machine.vm;
    this.lines = new VgicLines({ vm: descriptor.number, spiCount: size.spiCount, locks }, descriptor);
  }

  /**
   * @throws IrqlineError KVM_NO_VGICV3 where KVM has none, KvmError for sizes that KVM refuses
   */
  static create(kvm: Kvm, size: VgicSize, injection: Injection = 'irqLine'): KvmVgicV3 {
    return new KvmVgicV3(createVgicMachine(kvm, size), size, injection);
  }

  /** The vGIC of a machine that was made before, and that ends with this object. */
  static of(machine: VgicMachine, size: VgicSize, injection: Injection = 'irqLine'): KvmVgicV3 {
    return new KvmVgicV3(machine, size, injection);
  }

  get device(): Device {
    return this.machine.device;
  }

  pulseSpi(spi: Spi): void {
    if (this.#injection === 'irqfd') this.#eventfdOf(spi).signal();
    else this.lines.pulseSpi(spi);
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    this.lines.setSpiLevel(spi, level);
  }

  saveState(): Uint8Array {
    return encodeState(savedVgicFormat, readState(this.device, this.#size));
  }

  restoreState(state: Uint8Array): void {
    const saved = decodeState(savedVgicFormat, state);
    const { vcpuCount, spiCount } = this.#size;
    if (saved.vcpuCount !== vcpuCount || saved.spiCount !== spiCount) {
      const made = `${saved.vcpuCount} vCPUs and ${saved.spiCount} SPIs`;
      throw new IrqlineError('SAVED_STATE_FOREIGN', `${made} where ${vcpuCount} and ${spiCount} are`);
    }
    if (!isWhole(saved)) throw new IrqlineError('SAVED_STATE_MALFORMED', `${saved.values.length} values`);
    writeState(this.device, saved);
  }

  /** Ends the VM. */
  close(): void {
    this.machine.vm.close();
  }

  /**
   * The eventfd of an edge-triggered SPI. KVM raises the line at a write and does not lower it again (K9), which is a
   * whole pulse for an edge, since its assertions count, and a level that stays high for ever otherwise.
   */
  #eventfdOf(spi: Spi): Eventfd {
    const known = this.#eventfds.get(spi.raw);
    if (known !== undefined) return known;
    const { vm } = this.machine;
    if (spi.raw >= 32 + this.#size.spiCount) {
      throw new IrqlineError('GIC_SPI_NOT_IMPLEMENTED', `${spi.toString()}, of ${this.#size.spiCount} SPIs`);
    }
    if (!this.#isEdge(spi)) throw new IrqlineError('KVM_IRQFD_LEVEL', spi.toString());
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(spi.raw - 32, eventfd);
    this.#eventfds.set(spi.raw, eventfd);
    return eventfd;
  }

  #isEdge(spi: Spi): boolean {
    const field = readVgic(this.device, wordOf('ICFGR', spi.raw, 0)) >>> (2 * (spi.raw % 16));
    return (field & 2) !== 0;
  }
}
