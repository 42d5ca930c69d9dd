import type { GicBehaviour } from './behaviour.js';
import type { Group, Route, Trigger } from './fields.js';

/** One interrupt. Whether it is pending is derived from it, never stored. */
export interface Interrupt {
  readonly trigger: Trigger;
  /** The wire. */
  readonly line: boolean;
  /** What remembers an edge, or a write to ISPENDR. */
  readonly latch: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  readonly group: Group;
  readonly priority: number;
  /** A PPI's is its own PE. */
  readonly route: Route;
}

export const isPending = (interrupt: Interrupt): boolean =>
  interrupt.latch || (interrupt.trigger === 'level' && interrupt.line);

/** T1 to T4. */
export function drive(interrupt: Interrupt, level: boolean, behaviour: GicBehaviour): Interrupt {
  if (interrupt.trigger === 'level') return { ...interrupt, line: level };
  const isEdge = level && (behaviour.edgeDetector === 'assert' || !interrupt.line);
  const line = behaviour.lineWhileEdge === 'tracked' ? level : interrupt.line;
  return { ...interrupt, line, latch: interrupt.latch || isEdge };
}

/** T1, T2 and T4, whole. */
export const pulse = (interrupt: Interrupt, behaviour: GicBehaviour): Interrupt =>
  drive(drive(interrupt, true, behaviour), false, behaviour);

/** T7. KVM leaves the latch of a level-triggered interrupt to its deactivation (K3a). */
export const acknowledge = (interrupt: Interrupt, behaviour: GicBehaviour): Interrupt => ({
  ...interrupt,
  active: true,
  latch: interrupt.latch && interrupt.trigger === 'level' && behaviour.levelLatchClearedBy === 'deactivation',
});

/** T9, T11 and T13. KVM clears the latch of a level-triggered interrupt here, also one that was set since (K3b). */
export function deactivate(interrupt: Interrupt, behaviour: GicBehaviour): Interrupt {
  if (!interrupt.active) return interrupt;
  const clears = interrupt.trigger === 'level' && behaviour.levelLatchClearedBy === 'deactivation';
  return { ...interrupt, active: false, latch: interrupt.latch && !clears };
}

/** T5 and T6, and the assignment of ISPENDR by userspace: the line is out of reach. */
export const setLatch = (interrupt: Interrupt, latch: boolean): Interrupt => ({ ...interrupt, latch });

/** T15 and T16. */
export const setActive = (interrupt: Interrupt, active: boolean): Interrupt => ({ ...interrupt, active });

/** T17. */
export const setEnabled = (interrupt: Interrupt, enabled: boolean): Interrupt => ({ ...interrupt, enabled });

/** T20. */
export const setGroup = (interrupt: Interrupt, group: Group): Interrupt => ({ ...interrupt, group });

/** T22: latch and line stay, and pending follows. */
export const setTrigger = (interrupt: Interrupt, trigger: Trigger): Interrupt => ({ ...interrupt, trigger });

/** T23. */
export const setPriority = (interrupt: Interrupt, priority: number, behaviour: GicBehaviour): Interrupt => ({
  ...interrupt,
  priority: implementedPriority(priority, behaviour),
});

/** T21. Without a routing mode `any` is a write of the affinity 0.0.0.0. */
export function setRoute(interrupt: Interrupt, route: Route, behaviour: GicBehaviour): Interrupt {
  if (route === 'any') return { ...interrupt, route: behaviour.routingMode === 'implemented' ? 'any' : 0 };
  return { ...interrupt, route: behaviour.affinity3 === 'stored' ? route : route & 0x00ff_ffff };
}

/** A priority or a priority mask without the bits that are not implemented. */
export const implementedPriority = (priority: number, behaviour: GicBehaviour): number =>
  priority & (0xff << (8 - behaviour.priorityBits)) & 0xff;
