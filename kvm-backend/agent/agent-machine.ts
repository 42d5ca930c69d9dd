import type { BusDevice } from '../../impl/index.js';
import { kvmConstants } from '../abi/constants.js';
import { IrqlineError } from '../../spec/errors.js';
import { createVgicMachine, type VgicMachine, type VgicSize } from '../vgic/create.js';
import type { Kvm } from '../vm/kvm.js';
import type { Exit, Vcpu } from '../vm/vcpu.js';
import { agentImage } from './image.js';
import {
  guestLayout,
  LONGEST_LIST,
  mailbox,
  readResults,
  writeCommands,
  writeTable,
  type AgentCommand,
} from './operations.js';

/** What the agent's interrupt handler told while a list ran, in order. */
export type HandlerEvent =
  | { readonly kind: 'taken'; readonly intId: number }
  /** It serviced these bits of InterruptStatus. */
  | { readonly kind: 'serviced'; readonly bits: number };

const noDevice: BusDevice = { read: () => 0, write: () => undefined };
const DEVICE_BYTES = 0x200;

/**
 * A VM whose vCPUs each run the guest agent. Host and guest run in lockstep: a list of commands is one or a few
 * KVM_RUNs, none of which can block, since the agent never waits, and between two lists every vCPU is stopped.
 */
export class AgentMachine {
  readonly machine: VgicMachine;
  readonly #memory: ArrayBuffer;
  #device: BusDevice = noDevice;

  /** @throws IrqlineError KVM_NO_VGICV3, KvmError */
  constructor(kvm: Kvm, size: VgicSize) {
    this.machine = createVgicMachine(kvm, size);
    try {
      const { memory, memoryBytes, table } = guestLayout;
      this.#memory = this.machine.vm.addMemory(memory, memoryBytes).memory;
      new Uint8Array(this.#memory).set(agentImage);
      writeTable(this.#view(table));
      for (const vcpu of this.machine.vcpus) {
        vcpu.setProgramCounter(memory);
        vcpu.setX0(this.#commandsOf(vcpu));
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
   * @throws IrqlineError KVM_GUEST_FAULT when the guest does what the agent never does
   */
  run(
    pe: number,
    commands: readonly AgentCommand[],
    onEvent: (event: HandlerEvent) => void = ignore,
  ): readonly number[] {
    const vcpu = this.machine.vcpus[pe];
    if (vcpu === undefined) throw new RangeError(`no vCPU ${pe}`); // the model's configuration has as many as the VM
    const results: number[] = [];
    for (let at = 0; at < commands.length; at += LONGEST_LIST) {
      const list = commands.slice(at, at + LONGEST_LIST);
      const area = this.#view(this.#commandsOf(vcpu));
      writeCommands(area, list);
      this.#runUntilDone(vcpu, onEvent);
      results.push(...readResults(area, list.length));
    }
    return results;
  }

  close(): void {
    this.machine.vm.close();
  }

  #runUntilDone(vcpu: Vcpu, onEvent: (event: HandlerEvent) => void): void {
    for (;;) {
      const exit = vcpu.run();
      if (exit.kind === 'other') throw fault(`vCPU ${vcpu.index} left KVM_RUN ${reasonName(exit.reason)}`);
      const offset = exit.address - guestLayout.virtioMmio;
      if (offset >= 0 && offset < DEVICE_BYTES) this.#access(vcpu, exit, offset);
      else if (this.#isDone(exit, onEvent)) return;
    }
  }

  #access(vcpu: Vcpu, exit: Exclude<Exit, { kind: 'other' }>, offset: number): void {
    if (exit.kind === 'mmioWrite') this.#device.write(offset, exit.length, exit.value);
    else vcpu.answer(this.#device.read(offset, exit.length));
  }

  #isDone(exit: Exclude<Exit, { kind: 'other' }>, onEvent: (event: HandlerEvent) => void): boolean {
    const register = exit.address - guestLayout.mailbox;
    if (exit.kind === 'mmioRead') throw fault(`a read of 0x${exit.address.toString(16)}`);
    if (register === mailbox.done) return true;
    if (register === mailbox.taken) onEvent({ kind: 'taken', intId: exit.value });
    else if (register === mailbox.serviced) onEvent({ kind: 'serviced', bits: exit.value });
    else if (register === mailbox.fault) throw fault(`an exception, ESR_EL1 0x${exit.value.toString(16)}`);
    else throw fault(`a write to 0x${exit.address.toString(16)}`);
    return false;
  }

  #commandsOf(vcpu: Vcpu): number {
    return guestLayout.commands + vcpu.index * guestLayout.commandsBytes;
  }

  #view(guestAddress: number): DataView {
    return new DataView(this.#memory, guestAddress - guestLayout.memory);
  }
}

function ignore(_event: HandlerEvent): void {
  // lists that take no interrupts
}

function fault(what: string): IrqlineError {
  return new IrqlineError('KVM_GUEST_FAULT', what);
}

function reasonName(reason: number): string {
  const name = Object.entries(kvmConstants).find(
    ([key, value]) => key.startsWith('KVM_EXIT_') && value === reason,
  )?.[0];
  return name === undefined ? `with exit reason ${reason}` : `with ${name}`;
}
