import { activeByBit, implementedActivePriorities } from './cpu-interface.js';
import { highestPending } from './forwarding.js';
import type { GicAction } from './language.js';
import { isInGuest, withActiveStates } from './list-registers.js';
import { writesOf } from './registers/write.js';
import { FIRST_SPECIAL, interruptAt, type Machine } from './state.js';

/** A use of the GIC whose outcome the architecture does not define. No run contains one. */
export interface Unpredictable {
  readonly id: string;
  readonly what: string;
  /** The register description of Arm IHI 0069 that says so. */
  readonly section: string;
  readonly applies: (machine: Machine, action: GicAction) => boolean;
}

/** All that is left out of the runs, and why. */
export const unpredictable: readonly Unpredictable[] = [
  {
    id: 'end-not-last-acknowledged',
    what: 'EOIR of an INTID other than the last acknowledged on this PE and not yet ended (T14).',
    section: 'ICC_EOIR1_EL1',
    applies: (machine, action) =>
      action.kind === 'endOfInterrupt' &&
      action.intId < FIRST_SPECIAL &&
      machine.cpuInterfaces[action.pe]?.acknowledged.at(-1) !== action.intId,
  },
  {
    id: 'split-changed-while-running',
    what: 'A change of EOImode between an acknowledge and its EOIR.',
    section: 'ICC_CTLR_EL1',
    applies: (machine, action) =>
      action.kind === 'writeEoiMode' && (machine.cpuInterfaces[action.pe]?.acknowledged.length ?? 0) > 0,
  },
  {
    id: 'trigger-changed-while-in-use',
    what: 'A change of the trigger of an interrupt that is enabled or active (T22).',
    section: 'GICD_ICFGR<n>',
    applies: (machine, action) => {
      if (action.kind !== 'writeTrigger') return false;
      const interrupt = interruptAt(machine, action);
      return interrupt !== undefined && interrupt.trigger !== action.trigger && (interrupt.enabled || interrupt.active);
    },
  },
  {
    id: 'group-changed-while-active',
    what: 'A change of the group of an active interrupt: EOIR1 would then name an interrupt of group 0.',
    section: 'GICD_IGROUPR<n>',
    applies: (machine, action) => {
      if (action.kind !== 'writeGroup') return false;
      const interrupt = interruptAt(machine, action);
      return interrupt !== undefined && interrupt.group !== action.group && interrupt.active;
    },
  },
  {
    id: 'active-priorities-invented',
    what: 'A write of AP1R0 that neither repeats its value nor restores one: each bit must stand for one active interrupt.',
    section: 'ICC_AP1R<n>_EL1',
    applies: (machine, action) => {
      const cpuInterface = action.kind === 'writeActivePriorities' ? machine.cpuInterfaces[action.pe] : undefined;
      if (action.kind !== 'writeActivePriorities' || cpuInterface === undefined) return false;
      const activePriorities = implementedActivePriorities(machine, action.value);
      if (activePriorities === cpuInterface.activePriorities) return false;
      const restores =
        cpuInterface.acknowledged.length === 0 &&
        activeByBit(machine, action.pe, { ...cpuInterface, activePriorities }).every(({ length }) => length === 1);
      return !restores;
    },
  },
  {
    id: 'tie',
    what: 'An acknowledge while several interrupts share the highest priority, where the tie-break is not known.',
    section: 'Interrupt prioritization',
    applies: (machine, action) =>
      action.kind === 'acknowledge' &&
      machine.config.behaviour.tieBreak === 'unspecified' &&
      highestPending(machine, action.pe).length > 1,
  },
  {
    id: 'userspace-while-in-guest',
    what: 'An access by userspace, a save, a restore or a reset while a vCPU is in the guest. (KVM refuses it with EBUSY.)',
    section:
      'no register of the architecture: KVM_DEV_ARM_VGIC_GRP_* of Documentation/virt/kvm/devices/arm-vgic-v3.rst',
    applies: (machine, { kind }) =>
      ['assignPending', 'assignLines', 'readLatches', 'readLines', 'save', 'restore', 'reset'].includes(kind) &&
      machine.cpuInterfaces.some((_, pe) => isInGuest(machine, pe)),
  },
  {
    id: 'absent-line',
    what: 'A wire of an interrupt that is not implemented: there is none. (SoftGic answers with a typed error.)',
    section: 'INTIDs',
    applies: (machine, action) =>
      (action.kind === 'drive' || action.kind === 'pulse') && interruptAt(machine, action) === undefined,
  },
];

/** Why this action is UNPREDICTABLE now, or undefined if it is not. A raw write is if one of its fields is. */
export function whyUnpredictable(state: Machine, action: GicAction): Unpredictable | undefined {
  const machine = withActiveStates(state);
  if (action.kind !== 'mmioWrite') return unpredictable.find(({ applies }) => applies(machine, action));
  const writes = writesOf(machine, action, action.value);
  return unpredictable.find(({ applies }) => writes.some((write) => applies(machine, write)));
}
