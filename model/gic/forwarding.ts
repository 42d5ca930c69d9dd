import { isPending, type Interrupt } from './interrupt.js';
import type { Target } from './language.js';
import { runningPriority, groupPriority } from './priority.js';
import { interruptAt, interruptsWhere, NO_INTERRUPT, updateAll, updateInterrupt, type Machine } from './state.js';

/** Whether the distributor's enable of the interrupt's group is set (T18). */
function isGroupEnabled(machine: Machine, interrupt: Interrupt): boolean {
  if (machine.config.behaviour.groupEnables === 'group1GatesBoth') return machine.enableGrp1;
  return interrupt.group === 1 ? machine.enableGrp1 : machine.enableGrp0;
}

/** T21: an affinity that no PE has reaches none; `any` reaches whichever PE acknowledges first. */
const reaches = (interrupt: Interrupt, pe: number): boolean => interrupt.route === 'any' || interrupt.route === pe;

/** Whether the interrupt would be offered to some PE, were the distributor to look at it now. */
const isDeliverable = (machine: Machine, interrupt: Interrupt): boolean =>
  interrupt.enabled &&
  isPending(interrupt) &&
  isGroupEnabled(machine, interrupt) &&
  (interrupt.route === 'any' || interrupt.route < machine.config.peCount);

/** Whether the interrupt is offered to this PE. An active one is not: it can become pending, and waits (T9, T10). */
const isForwarded = (machine: Machine, interrupt: Interrupt, pe: number): boolean =>
  isDeliverable(machine, interrupt) &&
  !interrupt.active &&
  reaches(interrupt, pe) &&
  (machine.config.behaviour.forwarding === 'continuous' || interrupt.queued);

/** An event of this interrupt: with `forwarding: 'onEvent'` the one chance to be offered. */
export function offer(machine: Machine, target: Target): Machine {
  const found = interruptAt(machine, target);
  if (machine.config.behaviour.forwarding === 'continuous' || found === undefined) return machine;
  const queued = found.queued || found.active || isDeliverable(machine, found);
  return updateInterrupt(machine, target, (interrupt) => ({ ...interrupt, queued }));
}

/** With `forwarding: 'onEvent'`: what is neither active nor deliverable any more leaves its PE's queue. */
export function settle(machine: Machine): Machine {
  if (machine.config.behaviour.forwarding === 'continuous') return machine;
  return updateAll(machine, (interrupt) => ({
    ...interrupt,
    queued: interrupt.queued && (interrupt.active || isDeliverable(machine, interrupt)),
  }));
}

/** The interrupts of group 1 that this PE could be given, as [INTID, interrupt], and that share the highest priority. */
export function highestPending(machine: Machine, pe: number): readonly (readonly [number, Interrupt])[] {
  if (machine.cpuInterfaces[pe]?.groupEnabled !== true) return [];
  const offered = interruptsWhere(
    machine,
    pe,
    (interrupt) => interrupt.group === 1 && isForwarded(machine, interrupt, pe),
  );
  const highest = Math.min(...offered.map(([, interrupt]) => interrupt.priority));
  return offered.filter(([, interrupt]) => interrupt.priority === highest);
}

/** ICC_HPPIR1_EL1: neither the priority mask nor the running priority counts (T19). The lowest INTID breaks a tie. */
export const highestPendingIntId = (machine: Machine, pe: number): number =>
  highestPending(machine, pe)[0]?.[0] ?? NO_INTERRUPT;

/** What an acknowledge would read now (T8, T19, T24). */
export function acknowledgeable(machine: Machine, pe: number): number {
  const cpuInterface = machine.cpuInterfaces[pe];
  const [intId, interrupt] = highestPending(machine, pe)[0] ?? [NO_INTERRUPT, undefined];
  if (cpuInterface === undefined || interrupt === undefined) return NO_INTERRUPT;
  const { behaviour } = machine.config;
  const { binaryPoint, priorityMask } = cpuInterface;
  const running = groupPriority(runningPriority(cpuInterface, behaviour), binaryPoint);
  const preempts = cpuInterface.activePriorities === 0 || groupPriority(interrupt.priority, binaryPoint) < running;
  return interrupt.priority < priorityMask && preempts ? intId : NO_INTERRUPT;
}
