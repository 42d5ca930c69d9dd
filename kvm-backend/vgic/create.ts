import { kvmConstants } from '../abi/constants.js';
import { IrqlineError } from '../../spec/errors.js';
import { KvmError } from '../system/kvm-error.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import type { Vcpu } from '../vm/vcpu.js';
import type { Vm } from '../vm/vm.js';
import { redistributorRegion } from './redistributor-region.js';

/**
 * Attributes name a vCPU by its affinity, here by Aff0 alone, and KVM counts to 16 in Aff0 (reset_mpidr of
 * arch/arm64/kvm/sys_regs.c).
 */
const MOST_VCPUS = 16;

/** The size of a vGIC. */
export interface VgicSize {
  /** 1 to 16. */
  readonly vcpuCount: number;
  /** SPIs from INTID 32 on: a multiple of 32, from 32 to 960 (NR_IRQS 64 to 992, K10). */
  readonly spiCount: number;
}

/** A VM with nothing but vCPUs and a vGICv3. */
export interface VgicMachine {
  readonly vm: Vm;
  readonly vcpus: readonly Vcpu[];
  readonly device: Device;
}

/** Where the guest finds it: as on QEMU's `virt` machine. */
export const GICD_BASE = 0x0800_0000;
export const GICR_BASE = 0x080a_0000;
/** RD_base and SGI_base of one vCPU. */
export const GICR_STRIDE = 0x2_0000;

/**
 * A VM with an initialised vGICv3. The order is the one that KVM wants: vCPUs, device, number of interrupts, addresses,
 * initialisation, and last the vCPUs' own reset.
 * @throws IrqlineError KVM_VCPUS_NOT_SUPPORTED, KVM_NO_VGICV3 where KVM has none, KvmError for a number of SPIs that KVM
 *   refuses
 */
export function createVgicMachine(kvm: Kvm, { vcpuCount, spiCount }: VgicSize): VgicMachine {
  if (!Number.isInteger(vcpuCount) || vcpuCount < 1 || vcpuCount > MOST_VCPUS) {
    throw new IrqlineError('KVM_VCPUS_NOT_SUPPORTED', `${vcpuCount} vCPUs`);
  }
  const vm = kvm.createVm();
  try {
    const vcpus = Array.from({ length: vcpuCount }, (_, index) => vm.createVcpu(index));
    const device = createVgic(vm);
    configure(device, vcpuCount, spiCount);
    for (const vcpu of vcpus) vm.initialiseVcpu(vcpu);
    return { vm, vcpus, device };
  } catch (error) {
    vm.close();
    throw error;
  }
}

/** @throws IrqlineError KVM_NO_VGICV3 where KVM has none, KvmError for whatever else it refuses */
export function createVgic(vm: Vm): Device {
  try {
    return vm.createDevice(kvmConstants.KVM_DEV_TYPE_ARM_VGIC_V3);
  } catch (error) {
    if (!(error instanceof KvmError) || error.errno !== 'ENODEV') throw error;
    throw new IrqlineError('KVM_NO_VGICV3', `KVM on ${process.arch}`, { cause: error });
  }
}

function configure(device: Device, vcpuCount: number, spiCount: number): void {
  const {
    KVM_DEV_ARM_VGIC_GRP_NR_IRQS,
    KVM_DEV_ARM_VGIC_GRP_ADDR,
    KVM_DEV_ARM_VGIC_GRP_CTRL,
    KVM_VGIC_V3_ADDR_TYPE_DIST,
    KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION,
    KVM_DEV_ARM_VGIC_CTRL_INIT,
  } = kvmConstants;
  device.set32(KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0n, 32 + spiCount);
  device.set64(KVM_DEV_ARM_VGIC_GRP_ADDR, BigInt(KVM_VGIC_V3_ADDR_TYPE_DIST), BigInt(GICD_BASE));
  const region = redistributorRegion(vcpuCount, GICR_BASE);
  device.set64(KVM_DEV_ARM_VGIC_GRP_ADDR, BigInt(KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION), region);
  device.command(KVM_DEV_ARM_VGIC_GRP_CTRL, BigInt(KVM_DEV_ARM_VGIC_CTRL_INIT));
}
