import {
  distributorOffset,
  interruptRegisters,
  redistributorOffset,
  type InterruptRegister,
} from '../../spec/gicv3.js';
import { kvmConstants } from '../abi/constants.js';
import type { Device } from '../vm/device.js';

/** A piece of the vGIC's state, as KVM's device attributes name it. Source: devices/arm-vgic-v3.rst. */
export interface VgicRegister {
  readonly group: number;
  readonly attr: bigint;
  /** How many bits the attribute carries. */
  readonly bits: 32 | 64;
}

const {
  KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS,
  KVM_DEV_ARM_VGIC_GRP_DIST_REGS,
  KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO,
  KVM_DEV_ARM_VGIC_GRP_REDIST_REGS,
  KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT,
  KVM_DEV_ARM_VGIC_V3_MPIDR_SHIFT,
  KVM_REG_ARM64_SYSREG_OP0_SHIFT,
  KVM_REG_ARM64_SYSREG_OP1_SHIFT,
  KVM_REG_ARM64_SYSREG_CRN_SHIFT,
  KVM_REG_ARM64_SYSREG_CRM_SHIFT,
  KVM_REG_ARM64_SYSREG_OP2_SHIFT,
  VGIC_LEVEL_INFO_LINE_LEVEL,
} = kvmConstants;

/** KVM gives vCPU n the affinity 0.0.0.n (up to 16 of them). */
const ofVcpu = (vcpu: number): bigint => BigInt(vcpu) << BigInt(KVM_DEV_ARM_VGIC_V3_MPIDR_SHIFT);

/** A word of GICD. */
export const distributor = (offset: number): VgicRegister => ({
  group: KVM_DEV_ARM_VGIC_GRP_DIST_REGS,
  attr: BigInt(offset),
  bits: 32,
});

/** A word of a GICR: RD_base at 0, SGI_base at 0x10000. */
export const redistributor = (vcpu: number, offset: number): VgicRegister => ({
  group: KVM_DEV_ARM_VGIC_GRP_REDIST_REGS,
  attr: ofVcpu(vcpu) | BigInt(offset),
  bits: 32,
});

/** The level of 32 lines, from INTID 32 * word. */
export const lineLevels = (vcpu: number, word: number): VgicRegister => ({
  group: KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO,
  attr:
    ofVcpu(vcpu) |
    (BigInt(VGIC_LEVEL_INFO_LINE_LEVEL) << BigInt(KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT)) |
    BigInt(32 * word),
  bits: 32,
});

/** A system register by the five fields of its encoding. */
const encoding = (op0: number, op1: number, crn: number, crm: number, op2: number): number =>
  (op0 << KVM_REG_ARM64_SYSREG_OP0_SHIFT) |
  (op1 << KVM_REG_ARM64_SYSREG_OP1_SHIFT) |
  (crn << KVM_REG_ARM64_SYSREG_CRN_SHIFT) |
  (crm << KVM_REG_ARM64_SYSREG_CRM_SHIFT) |
  (op2 << KVM_REG_ARM64_SYSREG_OP2_SHIFT);

/** The registers of a CPU interface that KVM saves and restores. Source: Arm IHI 0069, "ICC_*_EL1". */
export const cpuInterfaceEncodings = {
  ICC_SRE_EL1: encoding(3, 0, 12, 12, 5),
  ICC_CTLR_EL1: encoding(3, 0, 12, 12, 4),
  ICC_PMR_EL1: encoding(3, 0, 4, 6, 0),
  ICC_BPR0_EL1: encoding(3, 0, 12, 8, 3),
  ICC_BPR1_EL1: encoding(3, 0, 12, 12, 3),
  ICC_AP0R0_EL1: encoding(3, 0, 12, 8, 4),
  ICC_AP0R1_EL1: encoding(3, 0, 12, 8, 5),
  ICC_AP0R2_EL1: encoding(3, 0, 12, 8, 6),
  ICC_AP0R3_EL1: encoding(3, 0, 12, 8, 7),
  ICC_AP1R0_EL1: encoding(3, 0, 12, 9, 0),
  ICC_AP1R1_EL1: encoding(3, 0, 12, 9, 1),
  ICC_AP1R2_EL1: encoding(3, 0, 12, 9, 2),
  ICC_AP1R3_EL1: encoding(3, 0, 12, 9, 3),
  ICC_IGRPEN0_EL1: encoding(3, 0, 12, 12, 6),
  ICC_IGRPEN1_EL1: encoding(3, 0, 12, 12, 7),
} as const;

export type CpuInterfaceRegister = keyof typeof cpuInterfaceEncodings;

/**
 * The registers that a CPU interface with so many bits of priority has: a register of active priorities holds 32 of them.
 * @param priorityBits - 5 to 7 as KVM counts them, which takes 8 for 5 (`vgic_v3_max_apr_idx`)
 */
export function cpuInterfaceRegisters(priorityBits: number): readonly CpuInterfaceRegister[] {
  const lacking = priorityBits === 7 ? /^$/ : priorityBits === 6 ? /AP[01]R[23]/ : /AP[01]R[123]/;
  return (Object.keys(cpuInterfaceEncodings) as CpuInterfaceRegister[]).filter((name) => !lacking.test(name));
}

/** How many bits of priority the vCPUs have. Source: Arm IHI 0069, ICC_CTLR_EL1.PRIbits. @throws KvmError */
export function priorityBitsOf(device: Device): number {
  return ((readVgic(device, cpuInterface(0, 'ICC_CTLR_EL1')) >>> 8) & 7) + 1;
}

export const cpuInterface = (vcpu: number, name: CpuInterfaceRegister): VgicRegister => ({
  group: KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS,
  attr: ofVcpu(vcpu) | BigInt(cpuInterfaceEncodings[name]),
  bits: 64,
});

/** Reads a register of a vGIC that does not run. @throws KvmError KVM_EBUSY while a vCPU runs */
export function readVgic(device: Device, { group, attr, bits }: VgicRegister): number {
  return bits === 32 ? device.get32(group, attr) : Number(device.get64(group, attr));
}

/** Writes a register of a vGIC that does not run. @throws KvmError KVM_EBUSY while a vCPU runs */
export function writeVgic(device: Device, { group, attr, bits }: VgicRegister, value: number): void {
  if (bits === 32) device.set32(group, attr, value);
  else device.set64(group, attr, BigInt(value));
}

/** The registers of a field an interrupt that both kinds of frame have. */
export type ArrayRegister = Exclude<InterruptRegister, 'IROUTER'>;

const WORD = ~3;

/** The word of a register array that holds an INTID: the vCPU's redistributor has those below 32. */
export function wordOf(name: ArrayRegister, intId: number, vcpu: number): VgicRegister {
  return intId < 32
    ? redistributor(vcpu, redistributorOffset(name, intId) & WORD)
    : distributor(distributorOffset(name, intId) & WORD);
}

/** The half of an SPI's GICD_IROUTER that holds Aff2 to Aff0; KVM does not store Aff3. */
export const routerOf = (intId: number): VgicRegister => distributor(distributorOffset('IROUTER', intId));

/** Each INTID that begins a word of this register array, from `first` on. */
export function wordStarts(name: ArrayRegister, first: number, end: number): readonly number[] {
  const perWord = 32 / interruptRegisters[name].bits;
  return Array.from({ length: Math.ceil((end - first) / perWord) }, (_, index) => first + perWord * index);
}
