import type { GicAction } from '../../../model/index.js';
import { enable, enableGroup, FOUR, groupZeroFirst, openGroup, pulse, spi, writeWord } from '../scene.js';
import { architecture, inKernel, type Quirk } from './quirk.js';

const split = (pe: number): GicAction => ({ kind: 'writeEoiMode', pe, split: true });
const inRegisters = { ...inKernel, contrast: architecture('listRegisters') } as const;

/** What is in no list register, because others are in all of them or because it is another vCPU's. */
export const overflowQuirks: readonly Quirk[] = [
  {
    id: 'K16-active-ones-hide-what-is-pending',
    kind: 'departure',
    note: 'K16',
    expected: 'ICC_HPPIR1_EL1 shows the pending interrupt of the highest priority, which can preempt.',
    kvm: 'With as many active interrupts as list registers none that is pending is shown or taken, whatever its priority, until one of them ends.',
    why: 'vgic_irq_cmp of arch/arm64/kvm/vgic/vgic.c sorted active interrupts first until 2025-11, since the end of one in no register would be lost.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [enableGroup, openGroup, writeWord('ISACTIVER', FOUR), enable, pulse],
    ...inRegisters,
    decidedBy: 'processor',
  },
  {
    id: 'K16-group-0-hides-group-1',
    kind: 'departure',
    note: 'K16',
    expected: 'Interrupts of group 0, which the PE has not enabled, do not keep those of group 1 from it.',
    kvm: 'Pending ones of group 0 that come first fill the list registers, and those of group 1 never come.',
    why: 'vgic_irq_cmp does not look at the group, nor vgic_flush_lr_state at what the vCPU has enabled.',
    wasPredicted: false,
    losesInterrupts: true,
    trace: groupZeroFirst,
    ...inRegisters,
    decidedBy: 'processor',
  },
  {
    id: 'K16-fifth-end-is-lost',
    kind: 'departure',
    note: 'K16',
    expected: 'ICC_DIR_EL1 (or ICC_EOIR1_EL1) deactivates the interrupt.',
    kvm: 'With more active interrupts than list registers, as a restore or ISACTIVER makes them, the end of one in none does nothing: it stays active, and is never delivered again.',
    why: 'Nothing traps, and no register counts it; mended in 2025-11 (series "KVM: arm64: GICv3: Handle LR overflow when EOImode==0", commit 3cfd59f81e0f).',
    wasPredicted: true,
    losesInterrupts: true,
    trace: [split(0), writeWord('ISACTIVER', 0x1f), { kind: 'deactivate', pe: 0, intId: 36 }],
    ...inRegisters,
    decidedBy: 'processor',
  },
  {
    id: 'deactivate-from-another-vcpu',
    kind: 'departure',
    note: null,
    expected: 'ICC_DIR_EL1 deactivates an SPI on whichever PE it is written.',
    kvm: 'ICC_DIR_EL1 on another vCPU than the one that has the interrupt does nothing: the interrupt stays active, and is never delivered again.',
    why: 'The write is not trapped, and the hardware of that vCPU has no such list register. Mended in 2025-11 by vgic_v3_deactivate; the kernel’s own test is guest_code_asym_dir of vgic_irq.c.',
    wasPredicted: false,
    losesInterrupts: true,
    peCount: 2,
    trace: [split(1), { kind: 'writeActive', ...spi, active: true }, { kind: 'deactivate', pe: 1, intId: spi.intId }],
    ...inRegisters,
  },
];
