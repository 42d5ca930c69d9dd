import type { OpenPoint } from './behaviour.js';
import { activeByBit, implementedActivePriorities } from './cpu-interface.js';
import { highestPending } from './forwarding.js';
import { implementedPriority, isPending, setRoute, type Interrupt } from './interrupt.js';
import type { Route } from './fields.js';
import type { GicAction, Target } from './language.js';
import { isInGuest, withActiveStates } from './list-registers.js';
import { isUnusualAccess } from './registers/map.js';
import { writesOf } from './registers/write.js';
import { FIRST_SPECIAL, FIRST_SPI, interruptAt, type Machine } from './state.js';

/** A use of the GIC whose outcome the architecture does not define. No run contains one. */
export interface Unpredictable {
  readonly id: string;
  readonly what: string;
  /** The register description of Arm IHI 0069 that says so, or who else. */
  readonly section: string;
  readonly applies: (machine: Machine, action: GicAction) => boolean;
}

/** What is left out of every run, and why. */
const always: readonly Unpredictable[] = [
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
    section: 'our restriction: what the EOIR would then do, ICC_CTLR_EL1 does not say',
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
    section: 'our restriction: GICD_IGROUPR<n> speaks of pending interrupts only',
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

/** What is left out of the runs of a GIC that names it in `unspecified`. */
const whereUnspecified: readonly (Unpredictable & { readonly id: OpenPoint })[] = [
  {
    id: 'trigger-changed-while-pending',
    what: 'A change of the trigger of a pending interrupt, which leaves it in an UNKNOWN pending state (T22).',
    section: 'GICD_ICFGR<n>',
    applies: (machine, action) =>
      action.kind === 'writeTrigger' && isOfPending(machine, action, ({ trigger }) => trigger !== action.trigger),
  },
  {
    id: 'group-changed-while-pending',
    what: 'A change of the group of a pending interrupt, which may use the old group or the new one (T20).',
    section: 'GICD_IGROUPR<n>',
    applies: (machine, action) =>
      action.kind === 'writeGroup' && isOfPending(machine, action, ({ group }) => group !== action.group),
  },
  {
    id: 'priority-changed-while-pending',
    what: 'A change of the priority of a pending interrupt, which may use the old priority or the new one (T23).',
    section: 'GICD_IPRIORITYR<n>',
    applies: (machine, action) =>
      action.kind === 'writePriority' &&
      isOfPending(
        machine,
        action,
        ({ priority }) => priority !== implementedPriority(action.priority, machine.config.behaviour),
      ),
  },
  {
    id: 'route-to-absent',
    what: 'A route to an affinity that no PE has, which may be taken for that of any PE (T21).',
    section: 'GICD_IROUTER<n>',
    applies: (machine, action) => {
      const route = routeAfter(machine, action);
      return typeof route === 'number' && route >= machine.config.peCount;
    },
  },
  {
    id: 'route-to-any',
    what: 'Interrupt_Routing_Mode = 1: which PE is given the interrupt is the choice of the GIC.',
    section: 'GICD_IROUTER<n>',
    applies: (machine, action) => routeAfter(machine, action) === 'any',
  },
  {
    id: 'unusual-access',
    what: 'An access of a width that the register need not take, or a misaligned one (R2).',
    section: 'GIC memory-mapped register access',
    applies: (_, action) => (action.kind === 'mmioRead' || action.kind === 'mmioWrite') && isUnusualAccess(action),
  },
];

/** All that is left out of runs, and why: the last ones only where the GIC does not specify them. */
export const unpredictable: readonly Unpredictable[] = [...always, ...whereUnspecified];

/** Why this action is UNPREDICTABLE now, or undefined if it is not. A raw write is if one of its fields is. */
export function whyUnpredictable(state: Machine, action: GicAction): Unpredictable | undefined {
  const machine = withActiveStates(state);
  const { unspecified = [] } = machine.config.behaviour;
  const reasons = [...always, ...whereUnspecified.filter(({ id }) => unspecified.includes(id))];
  const writes = action.kind === 'mmioWrite' ? writesOf(machine, action, action.value) : [];
  return reasons.find(({ applies }) => [action, ...writes].some((part) => applies(machine, part)));
}

/** Whether the action's interrupt is pending, and a field of it is to change. */
function isOfPending(machine: Machine, target: Target, changes: (interrupt: Interrupt) => boolean): boolean {
  const interrupt = interruptAt(machine, target);
  return interrupt !== undefined && isPending(interrupt) && changes(interrupt);
}

/** Where an SPI is routed once this has been written; undefined for another action. */
function routeAfter(machine: Machine, action: GicAction): Route | undefined {
  if (action.kind !== 'writeRoute' || action.intId < FIRST_SPI) return undefined;
  const interrupt = interruptAt(machine, { pe: 0, intId: action.intId });
  return interrupt && setRoute(interrupt, action.route, machine.config.behaviour).route;
}
