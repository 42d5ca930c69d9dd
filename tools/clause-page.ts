import type { ClauseCoverage } from '../properties/index.js';

const sources = {
  'VIRTIO 1.3': 'VIRTIO 1.3, over MMIO',
  'VIRTIO 1.4': 'VIRTIO 1.4, what is new there',
  'IHI 0069': 'The GIC architecture (Arm IHI 0069)',
  KVM: 'KVM',
} as const satisfies Record<ClauseCoverage['clause']['source'], string>;

/** The page of all clauses, in Markdown: counts, a table for each source, and the reasons of what is not checked. */
export function clausePage(rows: readonly ClauseCoverage[]): string {
  return [
    '# Clauses',
    '',
    '<!-- Generated from properties/coverage.ts: run `node dist/tools/clauses.js`. -->',
    '',
    'Every statement of a standard that irqline relies on, the function of the model that says the same, and the properties that',
    'hold implementations to it. `irqline explain ID` prints one of them whole.',
    '',
    ...counts(rows),
    '',
    ...Object.entries(sources).flatMap(([source, title]) =>
      section(
        title,
        rows.filter(({ clause }) => clause.source === source),
      ),
    ),
  ].join('\n');
}

/** What is wrong with the coverage, a line each; none when every MUST in scope is checked or waived, and no waiver is idle. */
export function coverageFaults(rows: readonly ClauseCoverage[]): readonly string[] {
  return rows.flatMap(({ id, status, staleWaiver }) => [
    ...(status === 'uncovered' ? [`${id} is a MUST, and has neither a property nor a waiver`] : []),
    ...(staleWaiver === undefined ? [] : [`${id} has a waiver and needs none: ${staleWaiver}`]),
  ]);
}

function counts(rows: readonly ClauseCoverage[]): readonly string[] {
  const statuses = [...new Set(rows.map(({ status }) => status))];
  const musts = rows.filter(({ clause }) => clause.class === 'MUST');
  const row = (title: string, of: readonly ClauseCoverage[]): string =>
    `| ${[title, of.length, ...statuses.map((status) => of.filter((entry) => entry.status === status).length)].join(' | ')} |`;
  return [
    `| | all | ${statuses.join(' | ')} |`,
    `|---|${'---|'.repeat(statuses.length + 1)}`,
    row('clauses', rows),
    row('of these MUST', musts),
  ];
}

function section(title: string, rows: readonly ClauseCoverage[]): readonly string[] {
  const reasons = rows.filter(({ reason }) => reason !== undefined);
  return [
    `## ${title}`,
    '',
    '| clause | section | class | says | model | properties | status |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(
      ({ id, clause, rules, properties, status }) =>
        `| ${[id, clause.section, clause.class, said(clause), code(rules), code(properties), status].map(cell).join(' | ')} |`,
    ),
    '',
    ...reasons.map(({ id, status, reason }) => `- **${id}** is ${status}: ${reason ?? ''}`),
    ...(reasons.length === 0 ? [] : ['']),
  ];
}

/** In our words and, where there is one text, in its own. */
function said({ says, quote, issue }: ClauseCoverage['clause']): string {
  if (quote === undefined) return says;
  return `${says}<br>“${quote}”${issue === undefined ? '' : ` (${issue})`}`;
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
