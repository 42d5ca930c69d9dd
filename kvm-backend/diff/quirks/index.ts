import { latchQuirks } from './latches.js';
import { lineQuirks } from './lines.js';
import { queueingQuirks } from './queueing.js';
import { overflowQuirks } from './overflow.js';
import type { Quirk } from './quirk.js';
import { registerQuirks } from './registers.js';
import { residenceQuirks } from './residence.js';

export { expectedRun, type Quirk } from './quirk.js';

/** All that KVM is known to do in a way of its own, and that the model can do as well. */
export const quirks: readonly Quirk[] = [
  ...lineQuirks,
  ...latchQuirks,
  ...queueingQuirks,
  ...registerQuirks,
  ...residenceQuirks,
  ...overflowQuirks,
];
