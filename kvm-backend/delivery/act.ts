import type { DeliveryAction, Profile } from '../../model/index.js';
import { DeliveryMachine } from '../../properties/delivery/machine.js';
import type { MachineRig } from '../../properties/delivery/rig.js';
import type { DeliveryView } from '../../properties/delivery/view.js';
import { crashOf } from '../crash.js';
import { Kvm } from '../vm/kvm.js';
import { KvmRig } from './kvm-rig.js';

/** Steps of the delivery model to act out. */
export interface DeliveryRequest {
  readonly profile: Profile;
  readonly threads: number;
  readonly steps: readonly { readonly process: number; readonly action: DeliveryAction }[];
}

/** What KVM came to. */
export interface DeliveryReply {
  /** After each step; fewer when it could not go on. */
  readonly views: readonly DeliveryView[];
  /** Whether nobody has anything left to do: the threads are idle, the driver too, and KVM does not signal its PE. */
  readonly isQuiescent: boolean;
  readonly crash?: string;
}

/** Acts the steps out, each run on a VM of its own. */
export function actOut(runs: readonly DeliveryRequest[]): readonly DeliveryReply[] {
  const kvm = Kvm.open();
  try {
    return runs.map((run) => actOne(kvm, run));
  } finally {
    kvm.close();
  }
}

function actOne(kvm: Kvm, run: DeliveryRequest): DeliveryReply {
  const rig = new KvmRig(kvm, run.profile);
  try {
    return actOn(rig, run);
  } finally {
    rig.close();
  }
}

/** Acts steps out on a machine that is fresh. */
export function actOn(rig: MachineRig, { profile, threads, steps }: DeliveryRequest): DeliveryReply {
  const views: DeliveryView[] = [];
  try {
    const machine = new DeliveryMachine(profile, threads, rig);
    for (const { process, action } of steps) {
      machine.perform(process, action);
      views.push(machine.view());
    }
    return { views, isQuiescent: machine.isQuiescent };
  } catch (error) {
    return { views, isQuiescent: false, crash: crashOf(error) };
  }
}
