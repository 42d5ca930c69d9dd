import type { GicAction } from '../../../model/index.js';
import { asLevel, bit, enable, enableGroup, fall, pulse, rise, spi } from '../scene.js';
import { architecture, inKernel, type Quirk } from './quirk.js';

const away: GicAction = { kind: 'writeRoute', intId: spi.intId, route: 1 };
const openAway: readonly GicAction[] = [
  { kind: 'writeGroupEnable', pe: 1, enabled: true },
  { kind: 'writePriorityMask', pe: 1, value: 0xf8 },
];
const enter: GicAction = { kind: 'enterGuest', pe: 1 };
const leave: GicAction = { kind: 'leaveGuest', pe: 1 };
const disable: GicAction = { kind: 'writeEnabled', ...spi, enabled: false };
const readPending: GicAction = { kind: 'mmioRead', frame: 'distributor', pe: 0, offset: 0x204, width: 4 };
/** An edge that waits in the list register of vCPU 1, which is in the guest; vCPU 0 does the rest. */
const loaded: readonly GicAction[] = [away, enableGroup, enable, pulse, enter];

const whileInGuest = { ...inKernel, contrast: architecture('listRegisters'), rung: 3, peCount: 2 } as const;

/** What others see, and do, while a vCPU in the guest has an interrupt in a list register. */
export const residenceQuirks: readonly Quirk[] = [
  {
    id: 'K3c-trigger-change-drops-what-is-loaded',
    kind: 'choice',
    note: 'K3c',
    expected:
      'A latch survives a change from edge to level; the architecture promises nothing, a pending interrupt is left in an UNKNOWN pending state (GICD_ICFGR<n>).',
    kvm: 'What was pending in the list register of a vCPU in the guest is dropped when it leaves: level-triggered interrupts are recomputed from their line.',
    why: 'vgic_v3_fold_lr_state of arch/arm64/kvm/vgic/vgic-v3.c keeps the pending bit by the trigger of now.',
    wasPredicted: true,
    losesInterrupts: true,
    trace: [...loaded, disable, asLevel, leave],
    ...whileInGuest,
  },
  {
    id: 'K5-pending-elsewhere-reads-0',
    kind: 'departure',
    note: 'K5',
    expected: 'ISPENDR reads 1 while the interrupt is pending.',
    kvm: `An edge that waits in the list register of another vCPU reads 0 (bit ${Math.log2(bit)} of the word).`,
    why: 'vgic_v3_populate_lr moves the latch into the register, and vgic_mmio_read_pending does not stop the vCPU.',
    wasPredicted: true,
    losesInterrupts: false,
    trace: [...loaded, readPending],
    ...whileInGuest,
  },
  {
    id: 'K5-clear-elsewhere-is-undone',
    kind: 'departure',
    note: 'K5',
    expected: 'ICPENDR clears the latch.',
    kvm: 'It clears what is not there: the register of the other vCPU keeps the interrupt, and sets the latch again when that vCPU leaves.',
    why: 'vgic_mmio_write_cpending does not stop the vCPU; vgic_v3_fold_lr_state sets pending_latch.',
    wasPredicted: true,
    losesInterrupts: false,
    trace: [...loaded, { kind: 'writePending', ...spi, pending: false }, leave],
    ...whileInGuest,
  },
  {
    id: 'lowered-level-is-taken',
    kind: 'departure',
    note: null,
    expected: 'A level-triggered interrupt whose line has been lowered is not taken.',
    kvm: 'A vCPU in the guest that has it in a list register still takes it: an interrupt with nothing to do.',
    why: 'vgic_queue_irq_unlock kicks the vCPU for what is pending, and so for a rise of the line, but not for its fall.',
    wasPredicted: false,
    losesInterrupts: false,
    trace: [away, enableGroup, ...openAway, asLevel, enable, rise, enter, fall, { kind: 'acknowledge', pe: 1 }],
    ...whileInGuest,
  },
  {
    id: 'K15-disabled-and-acknowledged',
    kind: 'departure',
    note: 'K15',
    expected: 'After ICENABLER has been written an interrupt is no longer acknowledged.',
    kvm: 'The vCPU that has it in a list register can still acknowledge it, until it leaves the guest.',
    why: 'vgic_mmio_write_cenable does not stop the vCPU.',
    wasPredicted: true,
    losesInterrupts: false,
    trace: [away, enableGroup, enable, ...openAway, pulse, enter, disable, { kind: 'acknowledge', pe: 1 }],
    ...whileInGuest,
  },
];
