import { contractCases, documented, documentedOfQemu, notes } from '../../kvm-backend/index.js';
import type { Entry } from './entry.js';

/** What was noted of KVM from reading its source, and what came of each: `K1`. */
export const noteEntries = (): readonly Entry[] =>
  Object.entries(notes).map(([name, note]) => {
    const shownBy = [...documented, ...contractCases].filter((entry) => entry.note === name);
    const loses = shownBy.some((entry) => 'losesInterrupts' in entry && entry.losesInterrupts);
    return {
      name,
      kind: "note on KVM's GIC, made from reading its source",
      facts: [
        ['says', note.says],
        ['finding', note.finding],
        ['because', 'because' in note ? note.because : ''],
        ['loses interrupts', loses ? 'yes' : 'no'],
        ['shown by', shownBy.map(({ id }) => id).join(', ')],
        ['see it', shownBy[0] === undefined ? '' : `npx irqline diff --only ${shownBy[0].id}`],
        ['told in', 'docs/kvm.md'],
      ],
    };
  });

/** What KVM is documented to do otherwise than one would expect. */
export const documentedEntries = (): readonly Entry[] =>
  documented.map((entry) => ({
    name: entry.id,
    kind: 'kind' in entry ? `quirk of KVM's GIC (${entry.kind})` : 'divergence of the model from KVM',
    facts: [
      ['expected', entry.expected],
      ['KVM', entry.kvm],
      ['why', entry.why],
      ['note', entry.note ?? ''],
      ['seen on', `Linux ${entry.seenOn.join(', ')}`],
      ['loses interrupts', entry.losesInterrupts ? 'yes' : 'no'],
      ['see it', `npx irqline diff --only ${entry.id}`],
    ],
  }));

/** The same of QEMU. */
export const qemuEntries = (): readonly Entry[] =>
  documentedOfQemu.map((entry) => ({
    name: entry.id,
    kind: `${'parameter' in entry ? 'quirk of' : 'divergence of the model from'} QEMU's GIC`,
    facts: [
      ['expected', entry.expected],
      ['QEMU', entry.qemu],
      ['why', entry.why],
      ['seen on', `QEMU ${entry.seenOn.join(', ')}`],
      ['loses interrupts', entry.losesInterrupts ? 'yes' : 'no'],
      ['see it', 'npx irqline diff --against qemu'],
    ],
  }));

/** What each call of KVM's interface answers. */
export const callEntries = (): readonly Entry[] =>
  contractCases.map((entry) => ({
    name: entry.id,
    kind: "call of KVM's interface",
    facts: [
      ['answers', entry.expected],
      ['its documentation', entry.documented ?? ''],
      ['elsewhere', entry.elsewhere ?? ''],
      ['when the vGIC is', entry.stage],
      ['note', entry.note],
      ['see it', `npx irqline diff --only ${entry.id}`],
    ],
  }));
