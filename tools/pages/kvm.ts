import {
  contractCases,
  contractSeenOn,
  divergences,
  notes,
  quirks,
  type Documented,
  type Note,
  type Stage,
} from '../../kvm-backend/index.js';
import { breakingQuirks, gicScenarios, interfaceScenarios } from '../../properties/index.js';
import { table, type Sections } from './sections.js';

/** The tables of docs/kvm.md: what is known of KVM, from the data that `irqline diff` confirms. */
export function kvmSections(): Sections {
  return {
    quirks: quirkTable(),
    divergences: documentedTable('divergence', divergences),
    notes: notesTable(),
    scenarios: scenarioTable(),
  };
}

/** The table of docs/kvm-calls.md, from the calls that `irqline diff` makes. */
export const kvmCallSections = (): Sections => ({ contract: contractTable() });

function quirkTable(): string {
  return table(
    ['quirk', 'kind', 'what KVM does', 'seen on', 'can lose an interrupt'],
    quirks.map((quirk) => [`\`${quirk.id}\``, quirk.kind, ...documentedCells(quirk)]),
  );
}

function documentedTable(kind: string, entries: readonly Documented[]): string {
  return table(
    [kind, 'what KVM does', 'seen on', 'can lose an interrupt'],
    entries.map((entry) => [`\`${entry.id}\``, ...documentedCells(entry)]),
  );
}

const documentedCells = ({ kvm, seenOn, losesInterrupts }: Documented): readonly string[] => [
  kvm,
  seenOn.join(', '),
  losesInterrupts ? 'yes' : 'no',
];

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

const stageTexts: Readonly<Record<Stage, string>> = {
  none: 'nothing',
  deserted: 'made, without a vCPU',
  made: 'made',
  addressed: 'with addresses',
  initialised: 'initialised',
  running: 'its vCPU in the guest',
};

function contractTable(): string {
  const all = `${contractCases.length} calls, all answered alike by Linux ${contractSeenOn.join(' and ')}.`;
  const rows = contractCases.map(({ id, stage, expected, documented, elsewhere, note, scenario }) => [
    `\`${id}\``,
    stageTexts[stage],
    [
      elsewhere === undefined ? expected : `${expected} or ${elsewhere}`,
      ...(documented === undefined ? [] : [`though ${documented} is documented`]),
    ].join(', '),
    note,
    scenario === undefined ? '' : `\`${scenario}\``,
  ]);
  return `${all}\n\n${table(['call', 'the vGIC before it', 'answer', 'note', 'as in'], rows)}`;
}

function scenarioTable(): string {
  const names = [...new Set([...gicScenarios.map(({ name }) => name), ...interfaceScenarios])];
  const rows = names.map((name) => {
    const traces = gicScenarios.filter((scenario) => scenario.name === name);
    const calls = contractCases.filter(({ scenario }) => scenario === name).length;
    const broken = traces.flatMap(({ brokenBy }) => brokenBy ?? []);
    const [by] = broken;
    const quirk = by === undefined ? '' : `${broken.length} not, ${breakingQuirks[by]}: \`${by}\``;
    return [`\`${name}\``, traces[0]?.what ?? '', String(traces.length), String(calls), quirk];
  });
  const plain = gicScenarios.filter(({ profile }) => profile === 'plain').length;
  const all = `${gicScenarios.length} traces; ${gicScenarios.length - plain} of them have more than four interrupts in flight.`;
  return `${all}\n\n${table(['scenario', 'what its traces show', 'traces', 'calls', 'on KVM'], rows)}`;
}
