import { kvmConstants } from '../abi/constants.js';
import type { Operations } from '../remote/server.js';
import { KvmError } from '../system/kvm-error.js';
import * as ioctl from '../system/ioctl.js';
import { Kvm } from '../vm/kvm.js';
import { checkContract } from '../contract/check.js';
import { actOut, type DeliveryRequest as DeliveryRun } from '../delivery/act.js';
import { exerciseDeaf } from './deaf.js';
import { lackingIn } from '../vgic/requirements.js';
import { deliver, type DeliveryRequest } from './deliver.js';
import { exerciseGic } from './exercise.js';
import { countHeld } from './held.js';
import { describeMachine } from './machine.js';
import { measure, type MeasureRequest } from './measure.js';
import { race, resampleByThread, type RaceRequest } from './race.js';
import { exerciseResample } from './resample.js';
import { runAgent, runFree, runStopped, type RunRequest } from './run.js';

/** What KVM on this machine can do for us. */
export interface KvmDescription {
  readonly vgicV3: boolean;
  /** What runs need and this KVM does not have, for people. */
  readonly lacks: readonly string[];
}

/** Everything that the process which owns KVM can be asked. */
export const operations: Operations = {
  /** @throws IrqlineError KVM_UNAVAILABLE and others */
  describe: () => withKvm(describeKvm),
  machine: () => describeMachine(),
  held: () => countHeld(),
  contract: (body) => withKvm((kvm) => checkContract(kvm, body as readonly string[])),
  exerciseGic: () => withKvm(exerciseGic),
  exerciseResample: () => withKvm(exerciseResample),
  exerciseDeaf: () => withKvm(exerciseDeaf),
  race: (body) => withKvm((kvm) => race(kvm, body as RaceRequest)),
  resampleByThread: (body) => withKvm((kvm) => resampleByThread(kvm, body as number)),
  measure: (body) => withKvm((kvm) => measure(kvm, body as MeasureRequest)),
  deliver: (body) => withKvm((kvm) => deliver(kvm, body as DeliveryRequest)),
  /** Takes and gives what the function of this name does. */
  runStopped: (body) => runStopped(body as readonly RunRequest[]),
  runAgent: (body) => runAgent(body as readonly RunRequest[]),
  actOut: (body) => actOut(body as readonly DeliveryRun[]),
  runFree: (body) => runFree(body as readonly RunRequest[]),
};

function withKvm<T>(use: (kvm: Kvm) => T): T {
  const kvm = Kvm.open();
  try {
    return use(kvm);
  } finally {
    kvm.close();
  }
}

function describeKvm(kvm: Kvm): KvmDescription {
  const vm = kvm.createVm();
  try {
    const type = kvmConstants.KVM_DEV_TYPE_ARM_VGIC_V3;
    if (!offersVgicV3(() => ioctl.testDevice(vm.descriptor, type))) return { vgicV3: false, lacks: [] };
    vm.createVcpu(0); // the redistributor that is asked for
    return { vgicV3: true, lacks: lackingIn({ kvm, device: vm.createDevice(type) }) };
  } finally {
    vm.close();
  }
}

/** On x86-64 the type is unknown (ENODEV); on an arm64 host with a GICv2, too. */
function offersVgicV3(test: () => void): boolean {
  try {
    test();
    return true;
  } catch (error) {
    if (error instanceof KvmError) return false;
    throw error;
  }
}
