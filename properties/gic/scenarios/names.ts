/**
 * What the kernel's own tests and kvm-unit-tests look at, by names of ours: Linux, tools/testing/selftests/kvm/arm64/
 * (vgic_irq.c, vgic_init.c); kvm-unit-tests, arm/gic.c, and the series of 2019-11-08 that was not merged. The traces are
 * our own.
 */

/** Those about interrupts: any GIC can be taken through them. */
export const interruptScenarios = [
  'inject-single-first-spi',
  'inject-single-last-spi',
  'inject-all-spis-rotating-priority',
  'preempt-descending-31',
  'restore-active-then-eoi',
  'eoi-split-out-of-order-dir',
  'dir-from-other-vcpu',
  'group0-gated-group1-flows',
  'active-clear-instead-of-eoi',
  'spi-affinity-each-vcpu',
  'ctlr-ds-rao',
  'igroupr-writable',
  'mask-then-pend-then-unmask',
  'retrigger-while-pending-coalesces',
] as const;
export type InterruptScenario = (typeof interruptScenarios)[number];

/** Those about KVM's own interface to userspace. */
export const interfaceScenarios = [
  'bad-intid-rejected',
  'ispendr-uaccess-injects',
  'level-info-injects',
  'irqfd-injects',
  'irqfd-bad-pin-silent',
  'redist-region-order-errors',
  'init-order-ebusy',
  'dist-redist-overlap-at-run',
  'typer-last-bit',
] as const;
export type InterfaceScenario = (typeof interfaceScenarios)[number];
