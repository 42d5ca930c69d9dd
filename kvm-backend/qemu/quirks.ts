import type { GicBehaviour } from '../../model/index.js';
import { rise } from '../diff/scene.js';
import { inQemu, readTyper, type QemuDocumented } from './documented.js';

/** Where QEMU fills in what the architecture leaves open, or departs from it, and the model follows by a parameter. */
export interface QemuQuirk extends QemuDocumented {
  /** Of which QEMU's value differs from SoftGic's. */
  readonly parameter: keyof GicBehaviour;
}

export const qemuQuirks: readonly QemuQuirk[] = [
  {
    id: 'qemu-Q3-line-forgotten-at-reset',
    parameter: 'lineOnReset',
    expected:
      'A wire keeps its level through a reset of the GIC: a level-triggered interrupt is pending again at once.',
    qemu: 'It forgets the level, and sees the line again when its device drives it the next time.',
    why: 'arm_gicv3_common_reset_hold of hw/intc/arm_gicv3_common.c zeroes `level`, and a device that keeps its line high does not say so again.',
    ...inQemu,
    losesInterrupts: true,
    trace: [rise, { kind: 'reset' }],
  },
  {
    id: 'qemu-no-1-of-n',
    parameter: 'routingMode',
    expected: 'Interrupt_Routing_Mode may be implemented.',
    qemu: 'It is not, and GICD_TYPER.No1N says so.',
    why: 'gicd_readl of hw/intc/arm_gicv3_dist.c.',
    ...inQemu,
    losesInterrupts: false,
    trace: [readTyper],
  },
];
