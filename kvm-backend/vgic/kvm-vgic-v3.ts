import { decodeState, encodeState, type Gic, type Spi } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import { createVgicMachine, type VgicMachine, type VgicSize } from './create.js';
import { injectionOf, type Injection } from './injection.js';
import { lineMemory } from './line-record.js';
import { lineLevels, readVgic, wordStarts } from './registers.js';
import { replaceState } from './replace.js';
import { isWhole, readState, savedVgicFormat } from './state.js';
import { VgicLines } from './vgic-lines.js';

/** KVM's vGICv3 as a GIC, in a VM of its own. */
export class KvmVgicV3 implements Gic {
  /** Its wires. What other threads need to make lines of them is {@link VgicLines.shared}. */
  readonly lines: VgicLines;
  readonly machine: VgicMachine;
  readonly #size: VgicSize;

  private constructor(machine: VgicMachine, size: VgicSize, injection: Partial<Injection>) {
    this.machine = machine;
    this.#size = size;
    const { vm, device } = machine;
    const { spiCount } = size;
    const descriptors = { vm: vm.descriptor.number, device: device.descriptor.number };
    const memory = lineMemory(spiCount);
    const shared = { ...descriptors, spiCount, memory, injection: injectionOf(injection) };
    this.lines = vm.own(new VgicLines(shared, vm.descriptor, device));
  }

  /**
   * @param injection - how pulses and levels reach KVM; by KVM_IRQ_LINE unless it says otherwise
   * @throws IrqlineError KVM_NO_VGICV3 where KVM has none, KvmError for a number of SPIs that KVM refuses
   */
  static create(kvm: Kvm, size: VgicSize, injection: Partial<Injection> = {}): KvmVgicV3 {
    return new KvmVgicV3(createVgicMachine(kvm, size), size, injection);
  }

  /** The vGIC of a machine that was made before, and that ends with this object. */
  static of(machine: VgicMachine, size: VgicSize, injection: Partial<Injection> = {}): KvmVgicV3 {
    return new KvmVgicV3(machine, size, injection);
  }

  get device(): Device {
    return this.machine.device;
  }

  pulseSpi(spi: Spi): void {
    this.lines.pulseSpi(spi);
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    this.lines.setSpiLevel(spi, level);
  }

  /** Raises again what KVM lowered too early; needed when levels go by irqfd, see {@link VgicLines.resample}. */
  resample(): readonly Spi[] {
    return this.lines.resample();
  }

  /** Let no vCPU run meanwhile. A line that KVM lowered and that its device drives high is saved as high. */
  saveState(): Uint8Array {
    this.resample();
    return encodeState(savedVgicFormat, readState(this.device, this.#size));
  }

  /** Let no vCPU run meanwhile. @throws IrqlineError KVM_STATE_LEFT_HALF, KvmError, and as {@link Gic.restoreState} says */
  restoreState(state: Uint8Array): void {
    const saved = decodeState(savedVgicFormat, state);
    const { vcpuCount, spiCount } = this.#size;
    if (saved.vcpuCount !== vcpuCount || saved.spiCount !== spiCount) {
      const made = `${saved.vcpuCount} vCPUs and ${saved.spiCount} SPIs`;
      throw new IrqlineError('SAVED_STATE_FOREIGN', `${made} where ${vcpuCount} and ${spiCount} are`);
    }
    if (!isWhole(saved)) throw new IrqlineError('SAVED_STATE_MALFORMED', `${saved.values.length} values`);
    replaceState(this.device, saved, () => this.assumeLevels());
  }

  /** What KVM shows of the lines is what their devices drive from now on. Let no vCPU run meanwhile. */
  assumeLevels(): void {
    const words = wordStarts('ISPENDR', 32, 32 + this.#size.spiCount).map((intId) => lineLevels(0, intId / 32));
    this.lines.assumeLevels(words.map((register) => readVgic(this.device, register)));
  }

  /** Ends the VM. */
  close(): void {
    this.machine.vm.close();
  }
}
