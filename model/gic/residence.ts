import { match } from 'ts-pattern';
import { distributorOffset, interruptRegisters } from '../../spec/gicv3.js';
import { done, type MachineStep } from './cpu-interface.js';
import type { DistributorAction, MmioAction, ResidenceAction } from './language.js';
import { fold, isInGuest, load } from './list-registers.js';
import { FIRST_SPI, type Machine } from './state.js';

/** A vCPU enters the guest or leaves it. A KVM that interrupts a vCPU has it do both, one after the other. */
export const stepResidence = (machine: Machine, action: ResidenceAction): MachineStep =>
  match(action)
    .with({ kind: 'enterGuest' }, ({ pe }) => done(isInGuest(machine, pe) ? machine : load(machine, pe)))
    .with({ kind: 'leaveGuest' }, ({ pe }) => done(fold(machine, pe)))
    .exhaustive();

/** An access to the register frames: it is trapped, so that whoever makes it is out of the guest meanwhile. */
export function trapped(
  machine: Machine,
  action: DistributorAction | MmioAction,
  access: (machine: Machine) => MachineStep,
): MachineStep {
  const leaving = leavers(machine, action).filter((pe) => isInGuest(machine, pe));
  const step = access(leaving.reduce(fold, machine));
  return { ...step, machine: leaving.reduce(load, step.machine) };
}

/**
 * The vCPUs that leave the guest: the one that makes the access, and for the active state of an SPI all of them, since
 * KVM halts the guest for it (vgic_access_active_prepare of arch/arm64/kvm/vgic/vgic-mmio.c), and for no other (K5, K15).
 */
function leavers(machine: Machine, action: DistributorAction | MmioAction): readonly number[] {
  if (touchesActiveSpis(action)) return machine.cpuInterfaces.map((_, pe) => pe);
  return ['pe' in action ? action.pe : 0];
}

const GICD_ISACTIVER1 = distributorOffset('ISACTIVER', FIRST_SPI);
const GICD_IPRIORITYR = interruptRegisters.IPRIORITYR.offset;

function touchesActiveSpis(action: DistributorAction | MmioAction): boolean {
  if (action.kind === 'writeActive') return action.intId >= FIRST_SPI;
  if (action.kind !== 'mmioRead' && action.kind !== 'mmioWrite') return false;
  const { frame, offset, width } = action;
  return frame === 'distributor' && offset >= GICD_ISACTIVER1 && offset < GICD_IPRIORITYR && width === 4;
}
