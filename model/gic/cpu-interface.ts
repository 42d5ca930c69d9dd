import { match } from 'ts-pattern';
import { acknowledgeable } from './forwarding.js';
import {
  acknowledge as acknowledgeInterrupt,
  deactivate as deactivateInterrupt,
  implementedPriority,
} from './interrupt.js';
import type { CpuInterfaceAction, GicObservation } from './language.js';
import { activePriorityBit, withoutHighest } from './priority.js';
import {
  interruptAt,
  interruptsWhere,
  leastBinaryPoint,
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
  const intId = acknowledgeable(machine, pe);
  const interrupt = interruptAt(machine, { pe, intId });
  const observation = { kind: 'value', value: intId } as const;
  if (interrupt === undefined) return { machine, observation };

  const { behaviour } = machine.config;
  const activated = updateInterrupt(machine, { pe, intId }, (old) => acknowledgeInterrupt(old, behaviour));
  const next = updateCpuInterface(activated, pe, (old) => ({
    ...old,
    activePriorities: (old.activePriorities | activePriorityBit(interrupt.priority, old.binaryPoint, behaviour)) >>> 0,
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
  if (cpuInterface.splitEnd) return dropped;
  return updateInterrupt(dropped, { pe, intId }, (old) => deactivateInterrupt(old, machine.config.behaviour));
}

/** T11, T12, T13. */
function deactivate(machine: Machine, pe: number, intId: number): Machine {
  if (machine.cpuInterfaces[pe]?.splitEnd !== true) return machine;
  return updateInterrupt(machine, { pe, intId }, (old) => deactivateInterrupt(old, machine.config.behaviour));
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
    return { ...written, acknowledged: activeByBit(machine, pe, written).flatMap((active) => active.slice(0, 1)) };
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
