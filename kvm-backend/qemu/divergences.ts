import type { Excuse } from '../diff/divergences.js';
import { acknowledge, enable, openGroup, openMask, pend, spi } from '../diff/scene.js';
import { withoutSgis } from '../diff/without.js';
import { distributorOffset } from '../../spec/gicv3.js';
import { inQemu, readTyper, readWord, type QemuDocumented } from './documented.js';
import {
  withoutHiding,
  withoutIdentity,
  withoutLowPriorityBits,
  withoutLpis,
  withoutMissingWord,
  withoutOtherRouterBits,
  withoutWaker,
} from './without.js';

/** A difference between QEMU's GICv3 and the model, with QEMU's own choices as its parameters. It excuses exactly its case. */
export interface QemuDivergence extends QemuDocumented, Excuse {}

/** Of group 0, as every interrupt is after a reset, and before `spi` where their priorities are equal. */
const groupZero = { pe: 0, intId: spi.intId - 1 } as const;

const harmless = { ...inQemu, losesInterrupts: false, endsRun: false } as const;

export const qemuDivergences: readonly QemuDivergence[] = [
  {
    id: 'qemu-typer-counts-a-word-too-few',
    expected: 'GICD_TYPER.ITLinesNumber counts the words of SPIs: 8 for 256 of them.',
    qemu: 'It is 7, though all 256 work: a guest that believes it leaves the last 32 alone.',
    why: 'gicd_readl of hw/intc/arm_gicv3_dist.c divides the SPIs by 32 and subtracts one, where Arm IHI 0069 counts the word of private interrupts, too.',
    ...harmless,
    trace: [readTyper],
    without: withoutMissingWord,
  },
  {
    id: 'qemu-has-lpis',
    expected: 'The model leaves LPIs out: INTIDs have 10 bits, and the registers of LPIs read as zero.',
    qemu: 'It has LPIs, also without an ITS: INTIDs have 16 bits, and GICR_CTLR, GICR_TYPER, GICR_PROPBASER and GICR_PENDBASER say more.',
    why: 'The `virt` machine of hw/arm/virt.c sets the property has-lpi, also with its=off.',
    ...harmless,
    trace: [readWord('redistributor', 0x8)],
    without: withoutLpis,
  },
  {
    id: 'qemu-has-sgis',
    expected: 'The model leaves SGIs out: their fields read as zero.',
    qemu: 'The fields of SGIs read as their configuration: edge-triggered from the start.',
    why: 'arm_gicv3_common_reset_hold of hw/intc/arm_gicv3_common.c sets the edge_trigger of the first 16.',
    ...harmless,
    trace: [readWord('redistributor', 0x1_0c00)],
    without: withoutSgis,
  },
  {
    id: 'qemu-has-waker',
    expected: 'A PE is always awake: GICR_WAKER reads as zero.',
    qemu: 'It is asleep out of reset and can be woken, which changes nothing else: interrupts are signalled all the same.',
    why: 'gicr_writel of hw/intc/arm_gicv3_redist.c stores ProcessorSleep, and nothing but reads looks at it.',
    ...harmless,
    trace: [readWord('redistributor', 0x14)],
    without: withoutWaker,
  },
  {
    id: 'qemu-says-who-made-it',
    expected: 'Of the identification registers the model has GICD_PIDR2 and GICR_PIDR2 alone.',
    qemu: 'The others tell that it is one of Arm’s.',
    why: 'gicv3_iidr and gicv3_idreg of hw/intc/gicv3_internal.h.',
    ...harmless,
    trace: [readWord('distributor', 0x8)],
    without: withoutIdentity,
  },
  {
    id: 'qemu-router-keeps-all-bits',
    expected:
      'Interrupt_Routing_Mode of GICD_IROUTER reads as zero where GICD_TYPER.No1N is 1, and so do reserved bits.',
    qemu: 'They read as written; the affinity beside them counts.',
    why: 'gicd_write_irouter of hw/intc/arm_gicv3_dist.c stores what is written, and gicv3_cache_target_cpustate looks at the affinity alone.',
    ...harmless,
    trace: [
      { kind: 'writeRoute', intId: spi.intId, route: 'any' },
      readWord('distributor', distributorOffset('IROUTER', spi.intId)),
    ],
    without: withoutOtherRouterBits,
  },
  {
    id: 'qemu-priority-keeps-all-bits',
    expected: 'A priority has the 5 bits that ICC_CTLR_EL1.PRIbits promises; the others read as zero.',
    qemu: 'GICD_IPRIORITYR and GICR_IPRIORITYR keep 8 bits, all of which count when the highest is chosen; the CPU interface has 5.',
    why: 'gicd_write_ipriorityr of hw/intc/arm_gicv3_dist.c stores the byte; gic_pribits of the CPU limits hw/intc/arm_gicv3_cpuif.c alone.',
    ...harmless,
    trace: [{ kind: 'writePriority', ...spi, priority: 0x87 }],
    without: withoutLowPriorityBits,
  },
  {
    id: 'qemu-group-0-hides-group-1',
    expected:
      'Of a group that ICC_IGRPEN0_EL1 has disabled nothing is chosen: an interrupt of group 1 is delivered past a higher one of group 0.',
    qemu: 'With GICD_CTLR.EnableGrp0 set, a higher one of group 0 that is pending hides all of group 1 from its PE, which never takes it: ICC_HPPIR1_EL1 and ICC_IAR1_EL1 read 1023. Linux sets that bit, and leaves no interrupt in group 0.',
    why: 'gicd_int_pending and gicr_int_pending of hw/intc/arm_gicv3.c go by GICD_CTLR, and the one that they choose is all that hw/intc/arm_gicv3_cpuif.c knows of.',
    ...inQemu,
    losesInterrupts: true,
    endsRun: 'acknowledge',
    trace: [
      { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true },
      openGroup,
      openMask,
      { kind: 'writeGroup', ...spi, group: 1 },
      enable,
      { kind: 'writeEnabled', ...groupZero, enabled: true },
      pend,
      { kind: 'writePending', ...groupZero, pending: true },
      acknowledge,
    ],
    without: withoutHiding,
  },
];
