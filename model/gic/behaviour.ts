import type { Group, Trigger } from './fields.js';

/** The registers through which a hypervisor gives interrupts to a vCPU. */
export interface ListRegisters {
  /** Of each PE: 1 to 16. */
  readonly count: number;
  /**
   * What becomes of more interrupts than registers (K16). Until 2025-11 the active ones came first in KVM, since the end of
   * one that is in no register was lost. Now those that are pending come first, and such an end counts.
   */
  readonly tracksOverflow: boolean;
}

/**
 * What the architecture leaves open for a moment of a run, and the model decides in one way. A GIC that decides otherwise, or
 * in a way that nobody can tell, names it in `unspecified`; each is an entry of `unpredictable` for such a GIC.
 */
export const openPoints = [
  'trigger-changed-while-pending',
  'group-changed-while-pending',
  'priority-changed-while-pending',
  'route-to-absent',
  'route-to-any',
  'unusual-access',
] as const;
export type OpenPoint = (typeof openPoints)[number];

/**
 * What the architecture leaves to the implementation, or what a real implementation does differently. One value of this
 * type is one kind of GIC; nothing else in the model knows which kind it is.
 */
export interface GicBehaviour {
  /** What is an edge: a 0 to 1 change of the line, or every assertion, one that repeats the level included. */
  readonly edgeDetector: 'transition' | 'assert';
  /** Whether the line's level is remembered while the trigger is edge. KVM does not (K1). */
  readonly lineWhileEdge: 'tracked' | 'ignored';
  /** What clears the latch of a level-triggered interrupt. KVM clears it at its deactivation by EOIR or DIR (K3a, K3b). */
  readonly levelLatchClearedBy: 'acknowledge' | 'deactivation';
  /**
   * When an interrupt is offered to its PE: whenever the state says so, or once an event of its own finds it deliverable
   * (an edge, a change of a level, a write to ISPENDR, ISENABLER or ISACTIVER, or to the word of its IGROUPR). KVM queues on events
   * (K14), so what becomes deliverable by IROUTER or GICD_CTLR alone waits for the next event.
   */
  readonly forwarding: 'continuous' | 'onEvent';
  /**
   * The list registers of a PE, each of which holds one interrupt while the vCPU is in the guest. KVM fills them when a vCPU
   * enters, and looks at them again when it has left (K3 to K5, K15, K16). How many there are is the processor's choice,
   * so that no kind of GIC below has them; without, a PE works on the GIC itself. Only with `forwarding: 'onEvent'`.
   */
  readonly listRegisters?: ListRegisters;
  /** Whether GICD_CTLR enables each group by its own bit. KVM gates both by EnableGrp1 and has no EnableGrp0 (K7). */
  readonly groupEnables: 'separate' | 'group1GatesBoth';
  /** Whether GICD_IROUTER.Interrupt_Routing_Mode exists; if not, it reads as zero and is ignored. */
  readonly routingMode: 'implemented' | 'ignored';
  /** Whether Aff3 of GICD_IROUTER is stored. */
  readonly affinity3: 'stored' | 'ignored';
  /** Whether GICR_ICFGR1 can be written, which the architecture leaves open. */
  readonly ppiTrigger: 'writable' | 'fixed';
  /** Implemented bits of a priority, all of them used for preemption. */
  readonly priorityBits: 4 | 5;
  /** What becomes of a wire's level at a reset. QEMU forgets it (Q3): the device has to raise the line again. */
  readonly lineOnReset: 'kept' | 'forgotten';
  readonly reset: {
    readonly spiTrigger: Trigger;
    readonly ppiTrigger: Trigger;
    readonly group: Group;
  };
  /** Which of several interrupts of the same priority goes first. The architecture leaves it open. */
  readonly tieBreak: 'lowestIntId' | 'unspecified';
  /** What else it decides otherwise than the model, or nobody knows how: no run comes to it. */
  readonly unspecified?: readonly OpenPoint[];
}

/** The architecture, with the choices that SoftGic makes. */
export const architectureGic: GicBehaviour = {
  edgeDetector: 'transition',
  lineWhileEdge: 'tracked',
  levelLatchClearedBy: 'acknowledge',
  forwarding: 'continuous',
  groupEnables: 'separate',
  routingMode: 'implemented',
  affinity3: 'stored',
  ppiTrigger: 'writable',
  priorityBits: 5,
  lineOnReset: 'kept',
  reset: { spiTrigger: 'level', ppiTrigger: 'level', group: 0 },
  tieBreak: 'lowestIntId',
};

/** KVM's vGICv3. Sources: arch/arm64/kvm/vgic/ in the kernel; Documentation/virt/kvm/devices/arm-vgic-v3.rst. */
export const kvmGic: GicBehaviour = {
  edgeDetector: 'assert',
  lineWhileEdge: 'ignored',
  levelLatchClearedBy: 'deactivation',
  forwarding: 'onEvent',
  groupEnables: 'group1GatesBoth',
  routingMode: 'ignored',
  affinity3: 'ignored',
  ppiTrigger: 'fixed',
  priorityBits: 5,
  lineOnReset: 'kept',
  reset: { spiTrigger: 'edge', ppiTrigger: 'level', group: 1 },
  tieBreak: 'unspecified',
};

/** QEMU's own GICv3 (hw/intc/arm_gicv3*.c) without the second security state. Q1 is `edgeDetector`, Q3 `lineOnReset`. */
export const qemuGic: GicBehaviour = {
  ...architectureGic,
  routingMode: 'ignored',
  lineOnReset: 'forgotten',
};
