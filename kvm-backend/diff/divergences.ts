import { isDeepStrictEqual } from 'node:util';
import type { GicAction } from '../../model/index.js';
import type { Documented } from './documented.js';
import { acknowledge, enable, enableGroup, end, openGroup, openMask, pulse, spi } from './scene.js';
import type { Seen, SeenAt } from './seen.js';
import {
  GICD_TYPER,
  withEnd,
  withoutLeftOut,
  withMoved,
  withoutNo1NClear,
  withoutRawBits,
  withoutSgis,
  withTieBroken,
  type Without,
} from './without.js';

/** A difference between KVM and the model, with KVM's own choices as its parameters. It excuses exactly its case. */
export interface Divergence extends Documented, Excuse {}

/** What makes a difference a documented one. */
export interface Excuse {
  readonly id: string;
  /** Whether the GIC's state is another from there on, so that the rest of a run tells nothing: always, or after one kind of action. */
  readonly endsRun: boolean | GicAction['kind'];
  readonly without: Without;
}

const GICR_CTLR = 0x0;
const GICR_ISENABLER0 = 0x1_0100;
const next = { pe: 0, intId: 49 } as const;
const enableNext: GicAction = { kind: 'writeEnabled', ...next, enabled: true };
const lower: GicAction = { kind: 'writePriority', ...spi, priority: 0x80 };
const routeTo = (route: number): GicAction => ({ kind: 'writeRoute', intId: spi.intId, route });
const pulseNext: GicAction = { kind: 'pulse', ...next };

/** All that KVM does otherwise than the model, in the order in which they excuse what it showed; docs/kvm.md lists them. */
export const divergences: readonly Divergence[] = [
  {
    id: 'cpu-interface-raw',
    note: null,
    expected: 'ICC_PMR_EL1 and ICC_BPR1_EL1 drop the priority bits that are not implemented.',
    kvm: 'Userspace reads back what it assigned, and a BPR1 of 0 at first; the hardware drops the bits when the vCPU is first loaded.',
    why: 'arch/arm64/kvm/vgic-sys-reg-v3.c keeps the fields in vgic_vmcr as they come; ICH_VMCR_EL2 has the implemented bits only.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'kernel',
    losesInterrupts: false,
    endsRun: false,
    rung: 1,
    trace: [{ kind: 'writePriorityMask', pe: 0, value: 0xff }],
    without: withoutRawBits,
  },
  {
    id: 'typer-promises-1-of-n',
    note: null,
    expected: 'GICD_TYPER.No1N is 1, since Interrupt_Routing_Mode is ignored.',
    kvm: 'GICD_TYPER.No1N is 0, which promises 1 of N routing, while GICD_IROUTER.Interrupt_Routing_Mode reads as zero.',
    why: 'vgic_mmio_read_v3_misc of arch/arm64/kvm/vgic/vgic-mmio-v3.c sets IDbits and ITLinesNumber only.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'kernel',
    losesInterrupts: false,
    endsRun: false,
    trace: [{ kind: 'mmioRead', frame: 'distributor', pe: 0, offset: GICD_TYPER, width: 4 }],
    without: withoutNo1NClear,
  },
  {
    id: 'shows-what-is-left-out',
    note: null,
    expected: 'The model leaves out LPIs, and who made the GIC: their registers read as zero.',
    kvm: 'GICD_IIDR, GICD_STATUSR, GICR_CTLR, GICR_IIDR and GICR_PENDBASER read as what KVM has there.',
    why: 'vgic_mmio_read_v3_misc, vgic_mmio_read_v3r_ctlr and what stands beside them in arch/arm64/kvm/vgic/vgic-mmio-v3.c.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'kernel',
    losesInterrupts: false,
    endsRun: false,
    trace: [{ kind: 'mmioRead', frame: 'redistributor', pe: 0, offset: GICR_CTLR, width: 4 }],
    without: withoutLeftOut,
  },
  {
    id: 'has-sgis',
    note: null,
    expected: 'The model leaves SGIs out: their fields read as zero.',
    kvm: 'The fields of SGIs read as their configuration: all are enabled from the start, and edge-triggered.',
    why: 'arch/arm64/kvm/vgic/vgic-init.c makes the private interrupts of a vCPU so, and a guest uses SGIs as IPIs.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'kernel',
    losesInterrupts: false,
    endsRun: false,
    trace: [{ kind: 'mmioRead', frame: 'redistributor', pe: 0, offset: GICR_ISENABLER0, width: 4 }],
    without: withoutSgis,
  },
  {
    id: 'tie-broken-otherwise',
    note: null,
    expected: 'Of several interrupts of the highest priority ICC_HPPIR1_EL1 shows the one with the lowest INTID.',
    kvm: 'Of several interrupts of one priority ICC_HPPIR1_EL1 shows the one whose list register comes first.',
    why: 'Arm IHI 0069 leaves it open; the hardware takes the list registers in their order, and KVM fills them as interrupts arrive.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'processor',
    losesInterrupts: false,
    endsRun: false,
    trace: [enableGroup, openGroup, enable, enableNext, pulseNext, pulse],
    without: withTieBroken,
  },
  {
    id: 'moves-when-its-vcpu-has-run',
    note: 'K4',
    expected: 'A pending interrupt is offered to the PE of its new route at once.',
    kvm: 'It stays in the queue of the vCPU that it was routed to until that one has been in the guest again: for ever, if that never is.',
    why: 'vgic_mmio_write_irouter neither moves the interrupt nor kicks a vCPU; vgic_prune_ap_list moves it, on the way out of the guest.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'kernel',
    losesInterrupts: true,
    endsRun: false,
    peCount: 2,
    trace: [enableGroup, openGroup, enable, pulse, routeTo(1), routeTo(0)],
    without: withMoved,
  },
  {
    id: 'priority-changed-while-active',
    note: null,
    expected:
      'ICC_EOIR1_EL1 deactivates the interrupt that it names, whatever its priority, or its group priority, has become (Arm DDI 0595).',
    kvm: 'One whose priority was written while it was active, or whose group priority is another since ICC_BPR1_EL1 was, stays active: what comes for it later is never delivered.',
    why: 'vgic_v3_populate_lr puts the new priority into the list register, and icv_eoir_write of QEMU’s hw/intc/arm_gicv3_cpuif.c deactivates only when its group priority is the one that drops.',
    seenOn: ['6.1', '6.12'],
    decidedBy: 'processor',
    losesInterrupts: true,
    endsRun: true,
    trace: [enableGroup, openGroup, openMask, enable, pulse, acknowledge, lower, end],
    without: withEnd,
  },
];

/**
 * The divergences that together explain what KVM showed; none when they do not, and an empty list when it agrees.
 * @param known - those that may
 */
export function explain(
  actual: Seen,
  at: SeenAt,
  known: readonly Excuse[] = divergences,
): readonly Excuse[] | undefined {
  if (isDeepStrictEqual(actual, at.expected)) return []; // as nearly always: who excuses nothing need not look
  const met: Excuse[] = [];
  let seen = actual;
  for (const divergence of known) {
    const without = divergence.without(seen, at);
    if (!isDeepStrictEqual(without, seen)) met.push(divergence);
    seen = without;
  }
  return isDeepStrictEqual(seen, at.expected) ? met : undefined;
}
