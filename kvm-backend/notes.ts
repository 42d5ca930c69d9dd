/** What came of a note: a run showed it, or a run showed the contrary. */
export type Finding = 'confirmed' | 'refuted';

interface NoteEntry {
  /** What the note says, from reading the kernel's source. */
  readonly says: string;
  readonly finding: Finding;
  /** What there is to add. */
  readonly because?: string;
}

/** The notes on KVM's vGICv3 that were made from reading its source, before anything was run, and what came of each. */
export const notes = {
  K1: {
    says: 'Every KVM_IRQ_LINE with level 1 is an edge, and the level of a line is not kept while its trigger is edge.',
    finding: 'confirmed',
  },
  K2: {
    says: 'Pending is the latch, or the line while the trigger is level; SPIs reset to edge and group 1.',
    finding: 'confirmed',
  },
  K3a: { says: 'The latch of a level-triggered interrupt outlives its acknowledge.', finding: 'confirmed' },
  K3b: {
    says: 'ISPENDR of a level-triggered interrupt that is active is lost at its end.',
    finding: 'confirmed',
  },
  K3c: {
    says: 'A change of ICFGR from edge to level drops what is pending in a list register.',
    finding: 'confirmed',
  },
  K4: {
    says: 'An active interrupt stays with its vCPU; a pending one goes where it is routed.',
    finding: 'confirmed',
    because:
      'That a vCPU is kicked for an interrupt which is queued already shows only while it runs: an edge that comes within its handler is taken after it, without an exit of its own.',
  },
  K5: {
    says: 'ISPENDR and ICPENDR do not stop the other vCPUs, whose list registers are then stale.',
    finding: 'confirmed',
    because: 'A host that interrupts the other vCPU, as every timer tick does, brings its registers up to date.',
  },
  K6: {
    says: 'A priority has 5 bits, and one that is written while pending is not looked at again.',
    finding: 'refuted',
    because:
      'Priorities have 5 bits; but the new one counts as soon as the guest is entered again, which the write itself brings about on the vCPU that makes it.',
  },
  K7: { says: 'GICD_CTLR has EnableGrp1 alone, which gates both groups.', finding: 'confirmed' },
  K8: { says: 'How KVM_IRQ_LINE encodes its line, and the errno of each refusal.', finding: 'confirmed' },
  K9: { says: 'The pins of KVM_IRQFD, and the errno of each refusal.', finding: 'confirmed' },
  K10: { says: 'The order of the calls that make a vGIC, and the errno of each refusal.', finding: 'confirmed' },
  K11: {
    says: 'Userspace reads the latch alone from ISPENDR, and assigns it: a zero clears.',
    finding: 'confirmed',
  },
  K12: {
    says: 'LEVEL_INFO reads a line only while its trigger is level, and sets it whatever the trigger is; level 0 by KVM_IRQ_LINE never clears it then.',
    finding: 'confirmed',
  },
  K13: { says: 'A restore has to write what enables an interrupt before what makes it pending.', finding: 'confirmed' },
  K14: { says: 'A write to GICD_IROUTER does not queue the interrupt again.', finding: 'confirmed' },
  K15: {
    says: 'ICENABLER does not evict an interrupt from the list register of another vCPU that runs.',
    finding: 'confirmed',
    because: 'The next timer tick of the host evicts it.',
  },
  K16: {
    says: 'The emulated host has 4 list registers, so that a fifth interrupt in flight is in none.',
    finding: 'confirmed',
  },
} as const satisfies Record<string, NoteEntry>;

/** The number of a note on KVM, `K1` say, as docs/kvm.md has it. */
export type Note = keyof typeof notes;
