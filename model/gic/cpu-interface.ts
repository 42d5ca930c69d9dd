import { match } from 'ts-pattern';
import { acknowledgeable } from './forwarding.js';
import {
  acknowledge as acknowledgeInterrupt,
  deactivate as deactivateInterrupt,
  implementedPriority,
} from './interrupt.js';
import type { CpuInterfaceAction, GicObservation } from './language.js';
import { isInGuest, listRegistersOf, updateListRegister, withActiveStates } from './list-registers.js';
import { activePriorityBit, withoutHighest } from './priority.js';
import {
  interruptsWhere,
  leastBinaryPoint,
  NO_INTERRUPT,
  updateCpuInterface,
  updateInterrupt,
  type CpuInterface,
  type Machine,
} from './state.js';

/** What an action leads to within one machine. */
export interface MachineStep {
  readonly machine: Machine;
  readonly observation: GicObservation;
}

export const done = (machine: Machine): MachineStep => ({ machine, observation: { kind: 'done' } });

/** ICC_*_EL1. */
export function stepCpuInterface(machine: Machine, action: CpuInterfaceAction): MachineStep {
  const { behaviour } = machine.config;
  const set = (change: Partial<CpuInterface>): MachineStep =>
    done(updateCpuInterface(machine, action.pe, (old) => ({ ...old, ...change })));

  return match(action)
    .with({ kind: 'acknowledge' }, ({ pe }) => acknowledge(machine, pe))
    .with({ kind: 'endOfInterrupt' }, ({ pe, intId }) => done(endOfInterrupt(machine, pe, intId)))
    .with({ kind: 'deactivate' }, ({ pe, intId }) => done(deactivate(machine, pe, intId)))
    .with({ kind: 'writePriorityMask' }, ({ value }) => set({ priorityMask: implementedPriority(value, behaviour) }))
    .with({ kind: 'writeBinaryPoint' }, ({ value }) =>
      set({ binaryPoint: Math.max(value & 7, leastBinaryPoint(behaviour)) }),
    )
    .with({ kind: 'writeGroupEnable' }, ({ enabled }) => set({ groupEnabled: enabled }))
    .with({ kind: 'writeEoiMode' }, ({ split }) => set({ splitEnd: split }))
    .with({ kind: 'writeActivePriorities' }, ({ pe, value }) => done(writeActivePriorities(machine, pe, value)))
    .exhaustive();
}

/** T7 and T8. */
function acknowledge(machine: Machine, pe: number): MachineStep {
  const candidate = acknowledgeable(machine, pe);
  if (candidate === undefined) return { machine, observation: { kind: 'value', value: NO_INTERRUPT } };

  const { intId, priority } = candidate;
  const observation = { kind: 'value', value: intId } as const;
  const { behaviour } = machine.config;
  const activated = isInGuest(machine, pe)
    ? updateListRegister(machine, pe, intId, (old) => ({ ...old, pending: false, active: true }))
    : updateInterrupt(machine, { pe, intId }, (old) => acknowledgeInterrupt(old, behaviour));
  const next = updateCpuInterface(activated, pe, (old) => ({
    ...old,
    activePriorities: (old.activePriorities | activePriorityBit(priority, old.binaryPoint, behaviour)) >>> 0,
    acknowledged: [...old.acknowledged, intId],
  }));
  return { machine: next, observation };
}

/** T9, T10, T13. What T14 leaves UNPREDICTABLE is ignored. */
function endOfInterrupt(machine: Machine, pe: number, intId: number): Machine {
  const cpuInterface = machine.cpuInterfaces[pe];
  if (cpuInterface === undefined || cpuInterface.acknowledged.at(-1) !== intId) return machine;
  const dropped = updateCpuInterface(machine, pe, (old) => ({
    ...old,
    activePriorities: withoutHighest(old.activePriorities),
    acknowledged: old.acknowledged.slice(0, -1),
  }));
  return cpuInterface.splitEnd ? dropped : deactivateOn(dropped, pe, intId);
}

/** T11, T12, T13. Whether the EOIR has been written does not matter (T26). */
function deactivate(machine: Machine, pe: number, intId: number): Machine {
  if (machine.cpuInterfaces[pe]?.splitEnd !== true) return machine;
  return deactivateOn(machine, pe, intId);
}

/** An interrupt that is in none of this PE's list registers may stay active for ever (K16). */
function deactivateOn(machine: Machine, pe: number, intId: number): Machine {
  const { behaviour } = machine.config;
  const isOutside = listRegistersOf(machine, pe)?.some((register) => register.intId === intId) === false;
  if (isOutside && behaviour.listRegisters?.tracksOverflow === false) return machine;
  if (isInGuest(machine, pe) && !isOutside) {
    return updateListRegister(machine, pe, intId, (old) => ({ ...old, active: false }));
  }
  return updateInterrupt(machine, { pe, intId }, (old) => deactivateInterrupt(old, behaviour));
}

/**
 * The write that a restore makes. What may be ended afterwards are the active interrupts that the bits stand for; the
 * same value written back changes nothing.
 */
function writeActivePriorities(machine: Machine, pe: number, value: number): Machine {
  const activePriorities = implementedActivePriorities(machine, value);
  return updateCpuInterface(machine, pe, (old) => {
    if (old.activePriorities === activePriorities) return old;
    const written = { ...old, activePriorities };
    return {
      ...written,
      acknowledged: activeByBit(withActiveStates(machine), pe, written).flatMap((active) => active.slice(0, 1)),
    };
  });
}

/** The bits of ICC_AP1R0_EL1 that exist: one for each priority. */
export const implementedActivePriorities = (machine: Machine, value: number): number =>
  machine.config.behaviour.priorityBits === 5 ? value >>> 0 : value & 0xffff;

/** For each active priority, lowest first: the active interrupts of group 1 that it may stand for. */
export function activeByBit(machine: Machine, pe: number, cpuInterface: CpuInterface): readonly (readonly number[])[] {
  const { activePriorities, binaryPoint } = cpuInterface;
  const active = interruptsWhere(machine, pe, (interrupt) => interrupt.active && interrupt.group === 1);
  const bits = Array.from({ length: 32 }, (_, index) => (1 << (31 - index)) >>> 0);
  return bits
    .filter((bit) => (activePriorities & bit) !== 0)
    .map((bit) =>
      active
        .filter(([, { priority }]) => activePriorityBit(priority, binaryPoint, machine.config.behaviour) === bit)
        .map(([intId]) => intId),
    );
}
