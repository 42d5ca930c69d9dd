import { IrqlineError } from '../../spec/errors.js';
import { createVgic } from '../vgic/create.js';
import { lackingIn } from '../vgic/requirements.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import type { Vm } from '../vm/vm.js';

/** What KVM on this machine can do for us. */
export interface KvmDescription {
  readonly vgicV3: boolean;
  /** What runs need and this KVM does not have, for people. */
  readonly lacks: readonly string[];
}

/** @throws KvmError what says nothing of the vGICv3: no more memory, no more descriptors */
export function describeKvm(kvm: Kvm): KvmDescription {
  const vm = kvm.createVm();
  try {
    vm.createVcpu(0); // the redistributor that is asked for
    const device = vgicOf(vm);
    return device === undefined ? { vgicV3: false, lacks: [] } : { vgicV3: true, lacks: lackingIn({ kvm, device }) };
  } finally {
    vm.close();
  }
}

function vgicOf(vm: Vm): Device | undefined {
  try {
    return createVgic(vm);
  } catch (error) {
    if (error instanceof IrqlineError && error.code === 'KVM_NO_VGICV3') return undefined;
    throw error;
  }
}
