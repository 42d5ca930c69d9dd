/**
 * What the kernel's own tests and kvm-unit-tests look at, by names of ours: Linux, tools/testing/selftests/kvm/arm64/
 * (vgic_irq.c, vgic_init.c); kvm-unit-tests, arm/gic.c, and the series of 2019-11-08 that was not merged. The traces are
 * our own.
 */

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
