import type { GicAction } from '../../../model/index.js';
import { word, bit, asLevel, asEdge, rise, fall } from '../scene.js';
import { architecture, inKernel, type Quirk } from './quirk.js';

const assignHigh: GicAction = { kind: 'assignLines', ...word, bits: bit };
const readLines: GicAction = { kind: 'readLines', ...word };

/** How KVM takes the levels of its lines. */
export const lineQuirks: readonly Quirk[] = [
  {
    id: 'K1-edge-call',
    kind: 'departure',
    note: 'K1',
    contrast: architecture('edgeDetector'),
    expected: 'An edge is a change of the line from 0 to 1.',
    kvm: 'Every KVM_IRQ_LINE with level 1 is an edge, also when no 0 came before.',
    why: 'kvm_vgic_inject_irq of arch/arm64/kvm/vgic/vgic.c does not look at line_level while the trigger is edge.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [asLevel, rise, asEdge, rise],
  },
  {
    id: 'K1-line-forgotten',
    kind: 'departure',
    note: 'K1',
    contrast: architecture('lineWhileEdge'),
    expected: 'The wire has a level whatever the trigger is.',
    kvm: 'A line that is raised while its trigger is edge is not seen as high when the trigger becomes level.',
    why: 'vgic_validate_injection and kvm_vgic_inject_irq store line_level only for level-triggered interrupts.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: true,
    trace: [rise, { kind: 'assignPending', ...word, bits: 0 }, asLevel],
  },
  {
    id: 'K12-assigned-line-is-hidden',
    kind: 'departure',
    note: 'K12',
    contrast: { trace: [asLevel, assignHigh, readLines] },
    expected: 'Userspace reads back the line that it assigned.',
    kvm: 'LEVEL_INFO reads as 0 while the trigger is edge, whatever was assigned.',
    why: 'vgic_read_irq_line_level_info of arch/arm64/kvm/vgic/vgic-mmio.c looks at line_level only of a level-triggered interrupt.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [assignHigh, readLines],
  },
  {
    id: 'K12-assigned-line-cannot-be-lowered',
    kind: 'departure',
    note: 'K12',
    contrast: architecture('lineWhileEdge'),
    expected: 'A line that is driven low is low.',
    kvm: 'A line that LEVEL_INFO made high while the trigger is edge stays so: KVM_IRQ_LINE with level 0 is ignored then, and the interrupt is pending once the trigger is level.',
    why: 'vgic_write_irq_line_level_info sets line_level whatever the trigger is, and kvm_vgic_inject_irq does not touch it while the trigger is edge.',
    wasPredicted: true,
    ...inKernel,
    losesInterrupts: false,
    trace: [assignHigh, fall, asLevel],
  },
];
