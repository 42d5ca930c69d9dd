import type { BusDevice } from '../../impl/index.js';
import type { Mapping } from '../system/descriptor.js';
import { createVgicMachine, type VgicMachine, type VgicSize } from '../vgic/create.js';
import type { Kvm } from '../vm/kvm.js';
import { agentImage } from './image.js';
import { commandsOf, guestLayout, LONGEST_LIST, writeTable, type AgentCommand } from './operations.js';
import { runList, type HandlerEvent } from './run-list.js';

const noDevice: BusDevice = { read: () => 0, write: () => undefined };

/**
 * A VM whose vCPUs each run the guest agent. Host and guest run in lockstep: a list of commands is one or a few
 * KVM_RUNs, none of which can block, since the agent never waits, and between two lists every vCPU is stopped. (For
 * vCPUs that run at the same time see {@link runFreely}.)
 */
export class AgentMachine {
  readonly machine: VgicMachine;
  readonly memory: Mapping;
  /** From each vCPU's command list on: a new view a call would cost as much as the call. */
  readonly #areas: readonly DataView[];
  #device: BusDevice = noDevice;

  /** @throws IrqlineError KVM_NO_VGICV3, KvmError */
  constructor(kvm: Kvm, size: VgicSize) {
    this.machine = createVgicMachine(kvm, size);
    try {
      const { memory, memoryBytes, table } = guestLayout;
      this.memory = this.machine.vm.addMemory(memory, memoryBytes);
      new Uint8Array(this.memory.memory).set(agentImage);
      writeTable(this.#view(table));
      this.#areas = this.machine.vcpus.map(({ index }) => this.#view(commandsOf(index)));
      for (const vcpu of this.machine.vcpus) {
        vcpu.setProgramCounter(memory);
        vcpu.setX0(commandsOf(vcpu.index));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Puts a device behind the guest's accesses to its virtio-MMIO region. */
  connect(device: BusDevice): void {
    this.#device = device;
  }

  /**
   * Has a vCPU do a list of commands.
   * @param onEvent - is told what its interrupt handler does, in between
   * @returns the results, in order; those of stores and register writes mean nothing
   * @throws IrqlineError KVM_GUEST_FAULT when the guest does what the agent never does, KVM_CLOSED
   */
  run(
    pe: number,
    commands: readonly AgentCommand[],
    onEvent: (event: HandlerEvent) => void = ignore,
  ): readonly number[] {
    const vcpu = this.machine.vcpus[pe];
    const area = this.#areas[pe];
    if (vcpu === undefined || area === undefined) throw new RangeError(`no vCPU ${pe}`); // there are as many as in the model
    this.memory.requireOpen(); // the views outlive the pages
    const run = (list: readonly AgentCommand[]) => runList(vcpu, area, list, { device: this.#device, onEvent });
    return commands.length <= LONGEST_LIST ? run(commands) : pieces(commands).flatMap(run);
  }

  close(): void {
    this.machine.vm.close();
  }

  #view(guestAddress: number): DataView {
    return new DataView(this.memory.memory, guestAddress - guestLayout.memory);
  }
}

/** As many lists as it takes. */
function pieces(commands: readonly AgentCommand[]): readonly (readonly AgentCommand[])[] {
  const count = Math.ceil(commands.length / LONGEST_LIST);
  return Array.from({ length: count }, (_, index) => commands.slice(index * LONGEST_LIST, (index + 1) * LONGEST_LIST));
}

function ignore(_event: HandlerEvent): void {
  // lists that take no interrupts
}
