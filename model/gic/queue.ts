import { isPending, type Interrupt } from './interrupt.js';
import type { Target } from './language.js';
import { FIRST_SPI, interruptAt, interruptsWhere, updateCpuInterface, type Machine } from './state.js';

/** Whether the distributor's enable of the interrupt's group is set (T18). */
function isGroupEnabled(machine: Machine, interrupt: Interrupt): boolean {
  if (machine.config.behaviour.groupEnables === 'group1GatesBoth') return machine.enableGrp1;
  return interrupt.group === 1 ? machine.enableGrp1 : machine.enableGrp0;
}

/** Whether the interrupt would be offered to some PE, were the distributor to look at it now. */
export const isDeliverable = (machine: Machine, interrupt: Interrupt): boolean =>
  interrupt.enabled &&
  isPending(interrupt) &&
  isGroupEnabled(machine, interrupt) &&
  (interrupt.route === 'any' || interrupt.route < machine.config.peCount);

/** With `forwarding: 'onEvent'`: the PE that has the interrupt in its queue. */
export function queueOf({ cpuInterfaces }: Machine, { pe, intId }: Target): number | undefined {
  const found = cpuInterfaces.findIndex(({ queue }, at) => (at === pe || intId >= FIRST_SPI) && queue.includes(intId));
  return found < 0 ? undefined : found;
}

/** The PE that the interrupt belongs to now; an active one stays where it is (K4). */
export function ownerOf(machine: Machine, target: Target, interrupt: Interrupt): number | undefined {
  const { route, active } = interrupt;
  const routed = route === 'any' ? 0 : route < machine.config.peCount ? route : undefined;
  if (active) return queueOf(machine, target) ?? routed;
  return isDeliverable(machine, interrupt) ? routed : undefined;
}

/** An event of this interrupt: with `forwarding: 'onEvent'` the one chance to be offered. */
export function offer(machine: Machine, target: Target): Machine {
  const interrupt = interruptAt(machine, target);
  if (machine.config.behaviour.forwarding === 'continuous' || interrupt === undefined) return machine;
  const owner = queueOf(machine, target) === undefined ? ownerOf(machine, target, interrupt) : undefined;
  return owner === undefined ? machine : append(machine, owner, target.intId);
}

/** In which order they came counts only where there may be too few list registers; otherwise it is kept out of the state. */
function append(machine: Machine, pe: number, intId: number): Machine {
  const isOrdered = machine.config.behaviour.listRegisters !== undefined;
  return updateCpuInterface(machine, pe, ({ queue, ...old }) => ({
    ...old,
    queue: isOrdered ? [...queue, intId] : [...queue, intId].toSorted((one, other) => one - other),
  }));
}

/** A vCPU looks at its queue: what is neither active nor deliverable any more leaves it, and what is routed elsewhere moves. */
export function prune(machine: Machine, pe: number): Machine {
  const owners = queued(machine, pe).map(
    ([intId, interrupt]) => [intId, ownerOf(machine, { pe, intId }, interrupt)] as const,
  );
  const kept = owners.filter(([, owner]) => owner === pe).map(([intId]) => intId);
  const stays = updateCpuInterface(machine, pe, (old) => ({ ...old, queue: kept }));
  return owners.reduce(
    (before, [intId, owner]) => (owner === undefined || owner === pe ? before : append(before, owner, intId)),
    stays,
  );
}

/** The queue of a PE, as [INTID, interrupt]. */
export const queued = (machine: Machine, pe: number): readonly (readonly [number, Interrupt])[] =>
  (machine.cpuInterfaces[pe]?.queue ?? []).flatMap((queuedId) =>
    interruptsWhere(machine, pe, (_, intId) => intId === queuedId),
  );
