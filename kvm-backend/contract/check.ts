import { kvmConstants as k } from '../abi/constants.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { runFreely } from '../free/run-freely.js';
import { KvmError } from '../system/kvm-error.js';
import { GICD_BASE, GICR_BASE } from '../vgic/create.js';
import { redistributorRegion } from '../vgic/redistributor-region.js';
import type { Device } from '../vm/device.js';
import type { Kvm } from '../vm/kvm.js';
import type { Vcpu } from '../vm/vcpu.js';
import type { Vm } from '../vm/vm.js';
import { DIST, REGION } from './addresses.js';
import { stages, type ContractCase, type Provoke, type Stage, type Workbench } from './case.js';
import { contractCases } from './cases/index.js';

/** What a case led to: an errno by its name; or `ok`; or what was read, in hexadecimal. */
export interface ContractOutcome {
  readonly id: string;
  readonly expected: string;
  readonly actual: string;
}

/** Provokes these cases, each on a VM of its own. */
export function checkContract(kvm: Kvm, ids: readonly string[]): readonly ContractOutcome[] {
  const asked = new Set(ids);
  return contractCases.filter(({ id }) => asked.has(id)).map((entry) => compared(entry, outcomeOf(kvm, entry)));
}

/** What was answered beside what is expected, on this kind of machine or another. */
export const compared = ({ id, expected, elsewhere }: ContractCase, actual: string): ContractOutcome => ({
  id,
  expected: actual === elsewhere ? elsewhere : expected,
  actual,
});

function outcomeOf(kvm: Kvm, { stage, provoke }: ContractCase): string {
  if (stage === 'running') return whileRunning(kvm, provoke);
  const vm = kvm.createVm();
  try {
    const vcpu = stage === 'deserted' ? undefined : vm.createVcpu(0);
    const device = stage === 'none' ? undefined : vm.createDevice(k.KVM_DEV_TYPE_ARM_VGIC_V3);
    if (device !== undefined) setUp(device, stage);
    return answerOf(() => provoke(new Bench(vm, vcpu, device)));
  } finally {
    vm.close();
  }
}

/** Provokes it while a guest that waits for its end keeps the vCPU in KVM_RUN. */
function whileRunning(kvm: Kvm, provoke: Provoke): string {
  const agent = new AgentMachine(kvm, { vcpuCount: 1, spiCount: 32 });
  const { vm, vcpus, device } = agent.machine;
  const [vcpu] = vcpus;
  if (vcpu === undefined) throw new Error('a machine of one vCPU has one');
  let answer = 'not provoked';
  const act = (): void => {
    answer = answerOf(() => provoke(new Bench(vm, vcpu, device)));
  };
  try {
    runFreely(agent, [
      { kind: 'enter', vcpu: 0 },
      { kind: 'host', act },
      { kind: 'leave', vcpu: 0 },
    ]);
    return answer;
  } finally {
    agent.close();
  }
}

class Bench implements Workbench {
  readonly vm: Vm;
  readonly #vcpu: Vcpu | undefined;
  readonly #device: Device | undefined;

  constructor(vm: Vm, vcpu: Vcpu | undefined, device: Device | undefined) {
    this.vm = vm;
    this.#vcpu = vcpu;
    this.#device = device;
  }

  get vcpu(): Vcpu {
    if (this.#vcpu === undefined) throw new Error('a case of stage `deserted` touches the vCPU'); // no case does
    return this.#vcpu;
  }

  get device(): Device {
    if (this.#device === undefined) throw new Error('a case of stage `none` touches the device'); // no case does
    return this.#device;
  }
}

function setUp(device: Device, stage: Stage): void {
  const reached = stages.indexOf(stage);
  if (reached >= stages.indexOf('addressed')) {
    device.set32(k.KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0n, 64);
    device.set64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, DIST, BigInt(GICD_BASE));
    device.set64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, REGION, redistributorRegion(1, GICR_BASE));
  }
  if (reached >= stages.indexOf('initialised')) {
    device.command(k.KVM_DEV_ARM_VGIC_GRP_CTRL, BigInt(k.KVM_DEV_ARM_VGIC_CTRL_INIT));
  }
}

function answerOf(call: () => number | void): string {
  try {
    const read = call();
    return read === undefined ? 'ok' : `0x${read.toString(16)}`;
  } catch (error) {
    if (error instanceof KvmError) return error.errno;
    throw error;
  }
}
