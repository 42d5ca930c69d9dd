import type { ListRegisters } from './behaviour.js';
import { isPending, type Interrupt } from './interrupt.js';
import { ownerOf, prune, queued } from './queue.js';
import { updateCpuInterface, updateInterrupt, type ListRegister, type Machine } from './state.js';

// A hypervisor's GIC gives an interrupt to a vCPU through a list register (K3): a copy, which the vCPU works on by itself
// while it is in the guest. Only when it has left is the copy's state taken back. Source: vgic_flush_lr_state,
// vgic_v3_populate_lr and vgic_v3_fold_lr_state of arch/arm64/kvm/vgic/ in the kernel.

export const isInGuest = (machine: Machine, pe: number): boolean =>
  machine.cpuInterfaces[pe]?.listRegisters !== undefined;

/**
 * What the CPU interface of a PE works on: the list registers as they are, or outside the guest as they would be.
 * Undefined where there are none.
 */
export const listRegistersOf = (machine: Machine, pe: number): readonly ListRegister[] | undefined =>
  machine.cpuInterfaces[pe]?.listRegisters ?? loadable(machine, pe);

/** The vCPU enters the guest: an edge, or what ISPENDR set of one, moves into the register (K3). */
export function load(machine: Machine, pe: number): Machine {
  const listRegisters = loadable(machine, pe);
  if (listRegisters === undefined) return machine;
  const loaded = listRegisters
    .filter(({ pending }) => pending)
    .reduce(
      (before, { intId }) =>
        updateInterrupt(before, { pe, intId }, (old) => ({ ...old, latch: old.latch && old.trigger === 'level' })),
      sorted(machine, pe),
    );
  return updateCpuInterface(loaded, pe, (old) => ({ ...old, listRegisters }));
}

/**
 * It has left the guest. What is pending in a register is kept for an edge only, by the trigger of now (K3c); the latch
 * of a level-triggered interrupt is used up once its register is empty (K3b).
 */
export function fold(machine: Machine, pe: number): Machine {
  const registers = machine.cpuInterfaces[pe]?.listRegisters ?? [];
  const folded = registers.reduce(
    (before, { intId, pending, active }) =>
      updateInterrupt(before, { pe, intId }, (old) => ({
        ...old,
        active,
        latch: old.trigger === 'edge' ? old.latch || pending : old.latch && (pending || active),
      })),
    machine,
  );
  const left = updateCpuInterface(folded, pe, (old) => ({ ...old, listRegisters: undefined }));
  return prune(left, pe);
}

/** Changes the register of an interrupt that a vCPU in the guest has; without one nothing happens. */
export const updateListRegister = (
  machine: Machine,
  pe: number,
  intId: number,
  change: (old: ListRegister) => ListRegister,
): Machine =>
  updateCpuInterface(machine, pe, (old) => ({
    ...old,
    listRegisters: old.listRegisters?.map((register) => (register.intId === intId ? change(register) : register)),
  }));

/** The machine with the active state as it is now, also where only a list register knows of it. */
export const withActiveStates = (machine: Machine): Machine =>
  machine.cpuInterfaces.reduce(
    (before, { listRegisters = [] }, pe) =>
      listRegisters.reduce(
        (one, { intId, active }) => updateInterrupt(one, { pe, intId }, (old) => ({ ...old, active })),
        before,
      ),
    machine,
  );

/** What would be loaded: with more interrupts than registers only the first (K16). */
function loadable(machine: Machine, pe: number): readonly ListRegister[] | undefined {
  const { listRegisters, forwarding } = machine.config.behaviour;
  if (listRegisters === undefined || forwarding === 'continuous') return undefined;
  return queued(sorted(machine, pe), pe)
    .filter(([intId, interrupt]) => ownerOf(machine, { pe, intId }, interrupt) === pe)
    .slice(0, listRegisters.count)
    .map(([intId, interrupt]) => registerOf(intId, interrupt));
}

/** A vCPU that is about to enter the guest, and has too few list registers, sorts its queue; equals keep their order. */
export function sorted(machine: Machine, pe: number): Machine {
  const { listRegisters } = machine.config.behaviour;
  const members = queued(machine, pe);
  if (listRegisters === undefined || members.length <= listRegisters.count) return machine;
  const queue = members
    .toSorted(([, one], [, other]) => rank(one, listRegisters) - rank(other, listRegisters))
    .map(([intId]) => intId);
  return updateCpuInterface(machine, pe, (old) => ({ ...old, queue }));
}

/** The active ones first, or those that are pending, and these by priority (vgic_irq_cmp). */
function rank(interrupt: Interrupt, { tracksOverflow }: ListRegisters): number {
  const { active, enabled, priority } = interrupt;
  if (active) return tracksOverflow ? 0x200 + priority : 0;
  return enabled && isPending(interrupt) ? 0x100 + priority : 0x200 + priority;
}

/** A level-triggered interrupt is never active and pending at once in a register (K3). */
const registerOf = (intId: number, interrupt: Interrupt): ListRegister => ({
  intId,
  pending: isPending(interrupt) && !(interrupt.active && interrupt.trigger === 'level'),
  active: interrupt.active,
  group: interrupt.group,
  priority: interrupt.priority,
});
