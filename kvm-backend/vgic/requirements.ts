import { kvmConstants as k } from '../abi/constants.js';
import { KvmError } from '../system/kvm-error.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import { cpuInterface, distributor, lineLevels, redistributor } from './registers.js';

/** A KVM, and a vGICv3 of it beside a vCPU. */
interface Examined {
  readonly kvm: Pick<Kvm, 'checkExtension'>;
  readonly device: Pick<Device, 'requireAttribute'>;
}

/** Something that this backend cannot do without and that KVM did not have from the first vGICv3 (Linux 4.0) on. */
export interface Requirement {
  readonly name: string;
  /** The first Linux that has it on arm64. */
  readonly since: string;
  readonly isMet: (examined: Examined) => boolean;
}

const capability =
  (number: number): Requirement['isMet'] =>
  ({ kvm }) =>
    kvm.checkExtension(number) > 0;

const attribute =
  ({ group, attr }: { readonly group: number; readonly attr: bigint }): Requirement['isMet'] =>
  ({ device }) => {
    try {
      device.requireAttribute(group, attr);
      return true;
    } catch (error) {
      if (error instanceof KvmError && error.errno === 'ENXIO') return false;
      throw error;
    }
  };

const region = { group: k.KVM_DEV_ARM_VGIC_GRP_ADDR, attr: BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION) };

/**
 * Linux's commits: 174178fed338 of March 2015 (irqfd on arm, resamplefd with it), 460df4c1fc7c of February 2017
 * (immediate_exit), e96a006cb066 of January 2017 (LEVEL_INFO, and before it in its series the registers), 04c110932225 of May
 * 2018 (regions).
 */
export const requirements: readonly Requirement[] = [
  { name: 'KVM_CAP_IRQFD', since: '4.1', isMet: capability(k.KVM_CAP_IRQFD) },
  { name: 'KVM_CAP_IRQFD_RESAMPLE', since: '4.1', isMet: capability(k.KVM_CAP_IRQFD_RESAMPLE) },
  { name: 'KVM_CAP_IMMEDIATE_EXIT', since: '4.11', isMet: capability(k.KVM_CAP_IMMEDIATE_EXIT) },
  { name: 'KVM_DEV_ARM_VGIC_GRP_DIST_REGS', since: '4.11', isMet: attribute(distributor(0)) },
  { name: 'KVM_DEV_ARM_VGIC_GRP_REDIST_REGS', since: '4.11', isMet: attribute(redistributor(0, 0)) },
  { name: 'KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS', since: '4.11', isMet: attribute(cpuInterface(0, 'ICC_PMR_EL1')) },
  { name: 'KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO', since: '4.11', isMet: attribute(lineLevels(0, 1)) },
  { name: 'KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION', since: '4.18', isMet: attribute(region) },
];

/** What a KVM lacks, by name, and since when Linux has it. */
export function lackingIn(examined: Examined): readonly string[] {
  return requirements.filter(({ isMet }) => !isMet(examined)).map(({ name, since }) => `${name} (Linux ${since})`);
}
