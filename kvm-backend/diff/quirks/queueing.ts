import type { GicAction } from '../../../model/index.js';
import { spi, word, bit, enableGroup, openGroup, open, enable, acknowledge, end, pulse } from '../scene.js';
import { architecture, inKernel, type Quirk } from './quirk.js';

/** As `open` does for vCPU 0, for a second one too. */
const elsewhere: readonly GicAction[] = [
  ...open,
  { kind: 'writeGroupEnable', pe: 1, enabled: true },
  { kind: 'writePriorityMask', pe: 1, value: 0xf8 },
];
const halfMask: GicAction = { kind: 'writePriorityMask', pe: 0, value: 0x80 };
const low: GicAction = { kind: 'writePriority', ...spi, priority: 0xa0 };
const high: GicAction = { kind: 'writePriority', ...spi, priority: 0x40 };

/** When an interrupt reaches the vCPU that it is for. */
export const queueingQuirks: readonly Quirk[] = [
  {
    id: 'K4-active-stays-where-it-is',
    kind: 'agreement',
    note: 'K4',
    contrast: { trace: [...elsewhere, enable, pulse, acknowledge, pulse, end] },
    expected: 'An interrupt that is pended again while active is offered where it is routed once it ends.',
    kvm: 'An active interrupt stays with the vCPU that has it, and moves to the vCPU of its new route at its end.',
    why: 'vgic_target_oracle and vgic_prune_ap_list of arch/arm64/kvm/vgic/vgic.c.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    peCount: 2,
    trace: [...elsewhere, enable, pulse, acknowledge, { kind: 'writeRoute', intId: spi.intId, route: 1 }, pulse, end],
  },
  {
    id: 'K13-pending-before-enabled',
    kind: 'departure',
    note: 'K13',
    contrast: architecture('forwarding'),
    expected: 'A pending interrupt is offered once it is enabled, in whatever order the two came.',
    kvm: 'A latch that is assigned before GICD_CTLR is not queued, and waits for its next event: a restore has to enable first.',
    why: 'vgic_queue_irq_unlock queues only what vgic_target_oracle gives a vCPU, and vgic_mmio_write_v3_misc wakes the vCPUs without looking at what is pending.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: true,
    trace: [openGroup, enable, { kind: 'assignPending', ...word, bits: bit }, enableGroup],
  },
  {
    id: 'K13-restore-in-order',
    kind: 'agreement',
    note: 'K13',
    contrast: { trace: [...open, enable, pulse, { kind: 'save' }, { kind: 'reset' }] },
    expected: 'A new machine has nothing pending.',
    kvm: 'What was saved and is restored in the order of KvmVgicV3.restoreState is there again, and is signalled.',
    why: 'Documentation/virt/kvm/devices/arm-vgic-v3.rst; what decides whether an interrupt can be delivered comes before what makes it pending.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [...open, enable, pulse, { kind: 'save' }, { kind: 'reset' }, { kind: 'restore', into: 'same' }],
  },
  {
    id: 'K14-route-does-not-requeue',
    kind: 'departure',
    note: 'K14',
    contrast: architecture('forwarding'),
    expected: 'A pending interrupt that is routed to a PE that exists is forwarded to it.',
    kvm: 'A pending interrupt whose route named no PE stays where it is after a new route, until its next event.',
    why: 'vgic_mmio_write_irouter ends with a plain unlock, not with vgic_queue_irq_unlock.',
    wasPredicted: true,
    ...inKernel,
    losesInterrupts: true,
    trace: [
      enableGroup,
      openGroup,
      { kind: 'writeRoute', intId: spi.intId, route: 9 },
      enable,
      pulse,
      { kind: 'writeRoute', intId: spi.intId, route: 0 },
    ],
  },
  {
    id: 'K6-counts-at-once',
    kind: 'choice',
    note: 'K6',
    contrast: { trace: [enableGroup, openGroup, halfMask, low, enable, pulse, acknowledge] },
    expected: 'Whether a priority that is written while an interrupt is pending counts for it is left open.',
    kvm: 'A priority that is written while the interrupt is pending counts from the next entry into the guest on.',
    why: 'vgic_mmio_write_priority does not look at the queue, but vgic_v3_populate_lr takes the priority afresh at every entry.',
    wasPredicted: false,
    ...inKernel,
    losesInterrupts: false,
    trace: [enableGroup, openGroup, halfMask, low, enable, pulse, high, acknowledge],
  },
];
