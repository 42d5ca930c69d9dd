import { architectureGic, kvmGic, type GicAction, type GicBehaviour, type GicConfig } from '../../model/index.js';
import { kvmInNewVm } from '../../properties/kvm/arbitraries.js';
import type { RunRequest } from '../guest/run.js';

/**
 * Where KVM departs from the architecture, and the model follows it by a parameter. The trace is as short as it can be:
 * its last action shows another thing under KVM's choice than under the architecture's.
 */
export interface Quirk {
  readonly id: string;
  /** The field of the model's behaviour that it is. */
  readonly parameter: keyof GicBehaviour;
  readonly architecture: string;
  readonly kvm: string;
  readonly why: string;
  /** Whether it was predicted from reading the source, before a run showed it. */
  readonly wasPredicted: boolean;
  readonly losesInterrupts: boolean;
  readonly trace: readonly GicAction[];
}

const spi = { pe: 0, intId: 48 } as const;
const word = { pe: 0, word: 1 } as const;

/** What a guest does before it can take interrupt 48. */
const open: readonly GicAction[] = [
  { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
  { kind: 'writeGroupEnable', pe: 0, enabled: true },
  { kind: 'writePriorityMask', pe: 0, value: 0xf8 },
  { kind: 'writeGroup', ...spi, group: 1 },
  { kind: 'writePriority', ...spi, priority: 0x80 },
];
const asLevel: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'level' };
const asEdge: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'edge' };
const enable: GicAction = { kind: 'writeEnabled', ...spi, enabled: true };
const pend: GicAction = { kind: 'writePending', ...spi, pending: true };
const acknowledge: GicAction = { kind: 'acknowledge', pe: 0 };
const end: GicAction = { kind: 'endOfInterrupt', pe: 0, intId: spi.intId };
const rise: GicAction = { kind: 'drive', ...spi, level: true };

export const quirks: readonly Quirk[] = [
  {
    id: 'K1-edge-call',
    parameter: 'edgeDetector',
    architecture: 'An edge is a change of the line from 0 to 1.',
    kvm: 'Every KVM_IRQ_LINE with level 1 is an edge, also when no 0 came before.',
    why: 'kvm_vgic_inject_irq of arch/arm64/kvm/vgic/vgic.c does not look at line_level while the trigger is edge.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [asLevel, rise, asEdge, rise],
  },
  {
    id: 'K1-line-forgotten',
    parameter: 'lineWhileEdge',
    architecture: 'The wire has a level whatever the trigger is.',
    kvm: 'A line that is raised while its trigger is edge is not seen as high when the trigger becomes level.',
    why: 'vgic_validate_injection and kvm_vgic_inject_irq store line_level only for level-triggered interrupts.',
    wasPredicted: false,
    losesInterrupts: true,
    trace: [asEdge, rise, { kind: 'assignPending', ...word, bits: 0 }, asLevel],
  },
  {
    id: 'K3a-level-latch-outlives-acknowledge',
    parameter: 'levelLatchClearedBy',
    architecture: 'The acknowledge clears the latch that ISPENDR set, also of a level-triggered interrupt.',
    kvm: 'The latch stays until the deactivation: ISPENDR reads 1 within the handler.',
    why: 'vgic_v3_populate_lr leaves pending_latch of a level-triggered interrupt alone; fold_lr_state clears it once the list register is inactive.',
    wasPredicted: true,
    losesInterrupts: false,
    trace: [...open, asLevel, enable, pend, acknowledge],
  },
  {
    id: 'K3b-level-pend-while-active-is-lost',
    parameter: 'levelLatchClearedBy',
    architecture: 'ISPENDR while active makes active and pending; after the end the interrupt is pending.',
    kvm: 'The end clears the latch: what was pended within the handler never comes.',
    why: 'fold_lr_state clears pending_latch when the list register is inactive, whoever set it since.',
    wasPredicted: true,
    losesInterrupts: true,
    trace: [...open, asLevel, enable, pend, acknowledge, pend, end],
  },
  {
    id: 'K14-route-does-not-requeue',
    parameter: 'forwarding',
    architecture: 'A pending interrupt that is routed to a PE that exists is forwarded to it.',
    kvm: 'A pending interrupt whose route named no PE stays where it is after a new route, until its next event.',
    why: 'vgic_mmio_write_irouter ends with a plain unlock, not with vgic_queue_irq_unlock.',
    wasPredicted: true,
    losesInterrupts: true,
    trace: [
      ...open,
      { kind: 'writeRoute', intId: spi.intId, route: 9 },
      enable,
      { kind: 'pulse', ...spi },
      { kind: 'writeRoute', intId: spi.intId, route: 0 },
    ],
  },
  {
    id: 'K7-one-group-enable',
    parameter: 'groupEnables',
    architecture: 'GICD_CTLR enables each group by a bit of its own.',
    kvm: 'There is no EnableGrp0: it reads as zero.',
    why: 'vgic_mmio_write_v3_misc stores EnableGrp1 alone, in dist->enabled.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [{ kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true }],
  },
  {
    id: 'no-routing-mode',
    parameter: 'routingMode',
    architecture: 'Interrupt_Routing_Mode = 1 routes an SPI to any PE.',
    kvm: 'The bit is not stored: the interrupt goes to the PE whose affinity the rest of the value names.',
    why: 'vgic_mmio_write_irouter masks with GENMASK(23, 0).',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [{ kind: 'writeRoute', intId: spi.intId, route: 'any' }],
  },
  {
    id: 'no-affinity-3',
    parameter: 'affinity3',
    architecture: 'GICD_IROUTER has Aff3.',
    kvm: 'Aff3 is not stored.',
    why: 'The upper half of GICD_IROUTER is write-ignored on a host without 32-bit EL0 affinities (vgic_mmio_write_irouter).',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [{ kind: 'writeRoute', intId: spi.intId, route: 0x0100_0000 }],
  },
  {
    id: 'ppi-trigger-fixed',
    parameter: 'ppiTrigger',
    architecture: 'GICR_ICFGR1 may be writable.',
    kvm: 'It is not: every PPI is level-triggered.',
    why: 'vgic_mmio_write_config skips INTIDs below 32.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [{ kind: 'writeTrigger', pe: 0, intId: 20, trigger: 'edge' }],
  },
  {
    id: 'K2-reset-edge',
    parameter: 'reset',
    architecture: 'SPIs are what the implementation says; SoftGic and QEMU reset them to level, group 0.',
    kvm: 'SPIs reset to edge, group 1.',
    why: 'VGIC_CONFIG_EDGE is 0, and kvm_vgic_dist_init allocates zeroed interrupts and sets group 1.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [rise],
  },
];

/** The size of a machine on which every quirk shows. */
const size = { peCount: 1, spiCount: 32 } as const;

/** The trace of a quirk as a run on KVM. */
export function runOfQuirk({ trace }: Quirk): RunRequest {
  return { config: { ...size, behaviour: kvmInNewVm }, actions: trace };
}

/** The GIC that follows the architecture in this one respect, and KVM in every other. */
export function withoutQuirk({ parameter }: Quirk): GicConfig {
  const behaviour = { ...kvmInNewVm, [parameter]: architectureGic[parameter] };
  return { ...size, behaviour: { ...behaviour, tieBreak: kvmGic.tieBreak } };
}
