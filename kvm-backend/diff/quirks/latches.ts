import { acknowledge, asLevel, enable, end, open, pend, pulse, rise, word } from '../scene.js';
import { architecture, inKernel, type Quirk } from './quirk.js';

/** What KVM does with the latches of ISPENDR. */
export const latchQuirks: readonly Quirk[] = [
  {
    id: 'K3a-level-latch-outlives-acknowledge',
    note: 'K3a',
    contrast: architecture('levelLatchClearedBy'),
    expected: 'The acknowledge clears the latch that ISPENDR set, also of a level-triggered interrupt.',
    kvm: 'The latch stays until the deactivation: ISPENDR reads 1 within the handler.',
    why: 'vgic_v3_populate_lr leaves pending_latch of a level-triggered interrupt alone; fold_lr_state clears it once the list register is inactive.',
    wasPredicted: true,
    ...inKernel,
    losesInterrupts: false,
    trace: [...open, asLevel, enable, pend, acknowledge],
  },
  {
    id: 'K3b-level-pend-while-active-is-lost',
    note: 'K3b',
    contrast: architecture('levelLatchClearedBy'),
    expected: 'ISPENDR while active makes active and pending; after the end the interrupt is pending.',
    kvm: 'The end clears the latch: what was pended within the handler never comes.',
    why: 'fold_lr_state clears pending_latch when the list register is inactive, whoever set it since.',
    wasPredicted: true,
    ...inKernel,
    losesInterrupts: true,
    trace: [...open, asLevel, enable, pend, acknowledge, pend, end],
  },
  {
    id: 'K11-assign-clears',
    note: 'K11',
    contrast: { trace: [pulse, { kind: 'mmioWrite', frame: 'distributor', pe: 0, offset: 0x204, width: 4, value: 0 }] },
    expected: 'A zero written to ISPENDR changes nothing.',
    kvm: "Userspace's write to ISPENDR assigns: a zero clears the latch.",
    why: 'vgic_v3_uaccess_write_pending of arch/arm64/kvm/vgic/vgic-mmio-v3.c, so that a restore may come in any order.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [pulse, { kind: 'assignPending', ...word, bits: 0 }],
  },
  {
    id: 'K11-latch-without-the-line',
    note: 'K11',
    contrast: { trace: [asLevel, rise, { kind: 'mmioRead', frame: 'distributor', pe: 0, offset: 0x204, width: 4 }] },
    expected: 'ISPENDR reads 1 of a level-triggered interrupt whose line is high.',
    kvm: 'Userspace reads the latch alone from ISPENDR: 0 of a level-triggered interrupt whose line is high.',
    why: 'vgic_v3_uaccess_read_pending of arch/arm64/kvm/vgic/vgic-mmio-v3.c; the line is saved by LEVEL_INFO.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [asLevel, rise, { kind: 'readLatches', ...word }],
  },
];
