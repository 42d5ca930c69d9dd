import type { Interrupt } from './interrupt.js';
import { listRegistersOf } from './list-registers.js';
import { groupPriority, runningPriority } from './priority.js';
import { isDeliverable, queueOf } from './queue.js';
import { interruptsWhere, NO_INTERRUPT, type Machine } from './state.js';

/** What a PE could be given. */
export interface Candidate {
  readonly intId: number;
  readonly priority: number;
}

/** T21: an affinity that no PE has reaches none; `any` reaches whichever PE acknowledges first. */
const reaches = (interrupt: Interrupt, pe: number): boolean => interrupt.route === 'any' || interrupt.route === pe;

/** Whether the interrupt is offered to this PE. An active one is not: it can become pending, and waits (T9, T10). */
const isForwarded = (machine: Machine, pe: number, intId: number, interrupt: Interrupt): boolean =>
  isDeliverable(machine, interrupt) &&
  !interrupt.active &&
  reaches(interrupt, pe) &&
  (machine.config.behaviour.forwarding === 'continuous' || queueOf(machine, { pe, intId }) !== undefined);

/** The interrupts of group 1 that are offered to a PE, by INTID. */
function candidates(machine: Machine, pe: number): readonly Candidate[] {
  const registers = listRegistersOf(machine, pe);
  if (registers !== undefined) {
    return registers
      .filter(({ pending, active, group }) => pending && !active && group === 1)
      .toSorted((one, other) => one.intId - other.intId);
  }
  const offered = interruptsWhere(
    machine,
    pe,
    (interrupt, intId) => interrupt.group === 1 && isForwarded(machine, pe, intId, interrupt),
  );
  return offered.map(([intId, { priority }]) => ({ intId, priority }));
}

/** The interrupts of group 1 that this PE could be given, and that share the highest priority. */
export function highestPending(machine: Machine, pe: number): readonly Candidate[] {
  if (machine.cpuInterfaces[pe]?.groupEnabled !== true) return [];
  const offered = candidates(machine, pe);
  const highest = Math.min(...offered.map(({ priority }) => priority));
  return offered.filter(({ priority }) => priority === highest);
}

/** ICC_HPPIR1_EL1: neither the priority mask nor the running priority counts (T19). The lowest INTID breaks a tie. */
export const highestPendingIntId = (machine: Machine, pe: number): number =>
  highestPending(machine, pe)[0]?.intId ?? NO_INTERRUPT;

/** What an acknowledge would take now (T8, T19, T24). */
export function acknowledgeable(machine: Machine, pe: number): Candidate | undefined {
  const cpuInterface = machine.cpuInterfaces[pe];
  const [candidate] = highestPending(machine, pe);
  if (cpuInterface === undefined || candidate === undefined) return undefined;
  const { behaviour } = machine.config;
  const { binaryPoint, priorityMask } = cpuInterface;
  const running = groupPriority(runningPriority(cpuInterface, behaviour), binaryPoint);
  const preempts = cpuInterface.activePriorities === 0 || groupPriority(candidate.priority, binaryPoint) < running;
  return candidate.priority < priorityMask && preempts ? candidate : undefined;
}
