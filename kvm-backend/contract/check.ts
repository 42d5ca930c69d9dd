import { kvmConstants as k } from '../abi/constants.js';
import { KvmError } from '../system/kvm-error.js';
import { GICD_BASE, GICR_BASE } from '../vgic/create.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import type { Vm } from '../vm/vm.js';
import { contractCases, stages, type ContractCase, type Stage, type Workbench } from './cases.js';

/** What a case led to: an errno by its name, or `ok`. */
export interface ContractOutcome {
  readonly id: string;
  readonly expected: string;
  readonly actual: string;
}

/** Provokes every case, each on a VM of its own. */
export function checkContract(kvm: Kvm): readonly ContractOutcome[] {
  return contractCases.map((entry) => ({ id: entry.id, expected: entry.expected, actual: outcomeOf(kvm, entry) }));
}

function outcomeOf(kvm: Kvm, { stage, provoke }: ContractCase): string {
  const vm = kvm.createVm();
  try {
    vm.createVcpu(0);
    const device = stage === 'none' ? undefined : vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3);
    if (device !== undefined) setUp(device, stage);
    return errnoOf(() => provoke(new Bench(vm, device)));
  } finally {
    vm.close();
  }
}

class Bench implements Workbench {
  readonly vm: Vm;
  readonly #device: Device | undefined;

  constructor(vm: Vm, device: Device | undefined) {
    this.vm = vm;
    this.#device = device;
  }

  get device(): Device {
    if (this.#device === undefined) throw new Error('a case of stage `none` touches the device'); // cases.ts has none
    return this.#device;
  }
}

function setUp(device: Device, stage: Stage): void {
  const reached = stages.indexOf(stage);
  if (reached >= stages.indexOf('addressed')) {
    device.set32(k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0n, 64);
    device.set64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, BigInt(k.KVM_VGIC_V3_ADDR_TYPE_DIST), BigInt(GICD_BASE));
    const region = (1n << 52n) | BigInt(GICR_BASE);
    device.set64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION), region);
  }
  if (reached >= stages.indexOf('initialised')) {
    device.command(k.KVM_DEV_ARM_VGIC_GRP_CTRL, BigInt(k.KVM_DEV_ARM_VGIC_CTRL_INIT));
  }
}

function errnoOf(call: () => void): string {
  try {
    call();
    return 'ok';
  } catch (error) {
    if (error instanceof KvmError) return error.errno;
    throw error;
  }
}
