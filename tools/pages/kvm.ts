import { contractCases, divergences, notes, quirks, type Documented, type Note } from '../../kvm-backend/index.js';
import { table, type Sections } from './sections.js';

/** The tables of docs/kvm.md: what is known of KVM, from the data that `irqline diff` confirms. */
export function kvmSections(): Sections {
  return {
    quirks: documentedTable('quirk', quirks),
    divergences: documentedTable('divergence', divergences),
    notes: notesTable(),
  };
}

function documentedTable(kind: string, entries: readonly Documented[]): string {
  return table(
    [kind, 'what KVM does', 'seen on', 'can lose an interrupt'],
    entries.map(({ id, kvm, seenOn, losesInterrupts }) => [
      `\`${id}\``,
      kvm,
      seenOn.join(', '),
      losesInterrupts ? 'yes' : 'no',
    ]),
  );
}

function notesTable(): string {
  return table(
    ['note', 'what it says', 'came to', 'shown by'],
    Object.entries(notes).map(([note, entry]) => {
      const because = 'because' in entry ? `: ${entry.because}` : '';
      return [note, entry.says, `${entry.finding}${because}`, evidence(note as Note).join(', ')];
    }),
  );
}

function evidence(note: Note): readonly string[] {
  const traces = [...quirks, ...divergences].filter((entry) => entry.note === note).map(({ id }) => `\`${id}\``);
  const cases = contractCases.filter((entry) => entry.note === note).length;
  return [...traces, ...(cases === 0 ? [] : [`${cases} calls`])];
}
