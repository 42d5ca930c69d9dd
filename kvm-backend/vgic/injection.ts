/** How what a device signals reaches KVM. */
export interface Injection {
  /** Two calls of KVM_IRQ_LINE; or, for edge-triggered SPIs, one write to an eventfd that is bound to the line. */
  readonly pulses: 'irqLine' | 'irqfd';
  /**
   * Calls of KVM_IRQ_LINE; or an eventfd that is bound with a resamplefd: a write raises the line, and KVM_IRQ_LINE
   * lowers it, which no eventfd does. KVM lowers such a line at every end of its interrupt, too, so that somebody has to
   * call `resample` for the devices that still drive it high.
   */
  readonly levels: 'irqLine' | 'irqfd';
}

/** Every way to signal an SPI. */
export const injections: readonly Injection[] = (['irqLine', 'irqfd'] as const).flatMap((pulses) =>
  (['irqLine', 'irqfd'] as const).map((levels) => ({ pulses, levels })),
);

/** What an injection leaves open goes by KVM_IRQ_LINE. */
export const injectionOf = (chosen: Partial<Injection>): Injection => ({
  pulses: 'irqLine',
  levels: 'irqLine',
  ...chosen,
});
