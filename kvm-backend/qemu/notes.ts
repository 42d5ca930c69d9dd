/** What was noted of QEMU's own GICv3 from reading its source, and what came of each. */
export const qemuNotes = {
  Q1: {
    says: 'An edge is a rise of the line; one that is high already makes no edge, however often it is asserted.',
    finding: 'confirmed: that is the architecture’s own choice (`edgeDetector`)',
    losesInterrupts: 'no',
    seeIt: 'npx irqline diff --against qemu',
  },
  Q2: {
    says: 'A write of GICD_ICFGR leaves ICC_HPPIR1_EL1 as it was.',
    finding: 'no defined run shows it: to change the trigger of an enabled interrupt is UNPREDICTABLE',
    losesInterrupts: 'no',
    seeIt: 'nowhere; docs/gic.md says why',
  },
  Q3: {
    says: 'A reset forgets the level of every line (`lineOnReset`).',
    finding: 'confirmed',
    losesInterrupts: 'yes, of a device that keeps its line high and does not say so again',
    seeIt: 'npx irqline diff --against qemu, which makes the trace of qemu-Q3-line-forgotten-at-reset',
  },
} as const;
