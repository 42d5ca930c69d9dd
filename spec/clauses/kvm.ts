import type { Clause } from './clause.js';

/**
 * What KVM documents of its vGICv3, and what its source adds where the model follows it. The section is the file, under
 * Documentation/virt/kvm or arch/arm64/kvm/vgic. The tests of kvm-backend check them on a real kernel.
 */
export const kvmClauses = {
  'KVM-IRQ-LINE': clause(
    'api.rst, KVM_IRQ_LINE',
    'The field irq is vcpu2_index[31:28], type[27:24], vcpu_index[23:16], id[15:0]; for an SPI the type is 1 and the id its INTID. Routing does not apply.',
  ),
  'KVM-EDGE-CALL': clause(
    'vgic.c, kvm_vgic_inject_irq',
    'For an edge-triggered interrupt every call with level 1 is an edge, and level 0 does nothing; the level itself is not remembered.',
  ),
  'KVM-PENDING': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_DIST_REGS',
    'An edge is latched until the interrupt becomes active or ICPENDR clears it. For a level-triggered interrupt only ISPENDR is latched, and it stays pending while the line is high.',
  ),
  'KVM-USER-ISPENDR': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_DIST_REGS',
    'Userspace reads the raw latches in ISPENDR and assigns all 32 of them by writing it, zeros included; ICPENDR reads as zero and is ignored.',
  ),
  'KVM-LEVEL-INFO': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO',
    'Userspace reads and writes the lines of 32 INTIDs from a multiple of 32; an edge-triggered interrupt reads 0, SGIs and what is not implemented are ignored.',
  ),
  'KVM-STOPPED': clause(
    'devices/arm-vgic-v3.rst',
    'Register and line accesses of userspace fail with EBUSY before the GIC is initialised, or while a vCPU runs.',
  ),
  'KVM-NR-IRQS': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_NR_IRQS',
    'The number of interrupts is a multiple of 32 from 64; the text allows 1024, the code refuses it, so that 992 is the most. Default 256, fixed at initialisation.',
  ),
  'KVM-ADDR': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_ADDR',
    'Bases are aligned to 64 KiB (EINVAL), set once (EEXIST), within the IPA range (E2BIG), and do not overlap when a vCPU runs (EINVAL).',
  ),
  'KVM-INIT': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_CTRL_INIT',
    'Initialisation comes after all vCPUs and before the first run; a second one returns 0.',
  ),
  'KVM-IIDR': clause(
    'devices/arm-vgic-v3.rst, KVM_DEV_ARM_VGIC_GRP_DIST_REGS',
    'GICD_IIDR is read back and written before the other registers, and selects the revision; a foreign one is EINVAL.',
  ),
  'KVM-IRQFD': clause(
    'api.rst, KVM_IRQFD',
    'Initialisation routes GSI i to INTID 32 + i. An eventfd raises the line and nobody lowers it, unless a resamplefd asks for that at the end of the interrupt; an edge-triggered interrupt latches.',
  ),
  'KVM-RESTORE-ORDER': clause(
    'devices/arm-vgic-v3.rst',
    'Restoring in any order gives the same state, since pending is derived from latch, line and trigger.',
  ),
} as const satisfies Record<string, Clause>;

function clause(section: string, says: string): Clause {
  return { source: 'KVM', section, says, class: 'informative', binds: 'gic' };
}
