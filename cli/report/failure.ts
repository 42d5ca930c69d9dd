import type { Language } from '../../model/index.js';
import { leftOut, type AnyKit, type Property, type ShownRun, type Violation } from '../../properties/index.js';
import { clauses } from '../../spec/index.js';
import { pc } from '../colour.js';
import { differences, flatten } from './flat.js';
import { sequenceDiagram } from './sequence.js';

/** A broken property, told to people: the steps with what they changed, what was expected, a diagram, the clauses. */
export function failureReport(
  kit: AnyKit,
  subject: string,
  property: Property<Language>,
  violation: Violation,
  run: ShownRun<Language>,
): string {
  return [
    `${pc.red('✗')} ${pc.bold(property.id)}: ${firstLine(violation.message)}`,
    `  ${property.title} (${subject})`,
    '',
    ...sections([
      steps(kit, run, violation.step),
      hasCrashed(run) ? [] : expectedBesideActual(violation, run.config),
      diagram(kit, run),
      lastWords(run),
      clauseLines(property, violation),
    ]),
  ].join('\n');
}

/** With an empty line between any two, and none for what has no lines. */
const sections = (all: readonly (readonly string[])[]): readonly string[] =>
  all.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));

const hasCrashed = ({ actions, actual }: ShownRun<Language>): boolean => actual.length < actions.length;

/** What an adapter said in its last moments takes many lines; what it came to stands on the first. */
const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').replace(/; its last words:$/, '');

/** All that a subject said when it could not go on, if its step does not say that already. */
function lastWords({ crash }: ShownRun<Language>): readonly string[] {
  const [first, ...others] = (crash ?? '').trimEnd().split('\n');
  return others.length === 0 ? [] : [`  ${first}`, ...others.map((line) => `    ${line}`)];
}

function steps(kit: AnyKit, run: ShownRun<Language>, failing: number): readonly string[] {
  const described = run.actions.map((action) => kit.story.describe(action));
  const width = Math.min(60, Math.max(...described.map((text) => text.length)));
  return described.map((text, index) => {
    const number = String(index + 1).padStart(3);
    const line = `${number}  ${text.padEnd(width)}  ${changes(kit, run, index).join(', ')}`.trimEnd();
    return index === failing ? pc.red(`${line}  ← here`) : line;
  });
}

/** What the subject showed to change at a step, and what it answered. */
function changes(kit: AnyKit, run: ShownRun<Language>, index: number): readonly string[] {
  const outcome = run.actual[index];
  if (outcome === undefined) return [`cannot go on: ${firstLine(run.crash ?? 'no answer')}`];
  const before = run.actual[index - 1]?.view ?? leftOut(kit.model.view(kit.model.init(run.config)), run.hidden ?? []);
  const moved = differences(before, outcome.view, run.config).map(
    (difference) => `${difference.path} ${difference.before} → ${difference.after}`,
  );
  const answered = [...flatten(outcome.observation)]
    .filter(([path, value]) => value !== 'none' && path !== 'kind')
    .map(([path, value]) => `${path}: ${value}`);
  return [...moved, ...answered];
}

function expectedBesideActual({ expected, actual }: Violation, config: unknown): readonly string[] {
  // What should be and is not has been said.
  if (typeof expected === 'boolean') return [];
  const rows = differences(expected, actual, config);
  if (rows.length === 0) return [];
  const paths = rows.map(({ path }) => path);
  const width = Math.max(0, ...paths.map((path) => path.length));
  return rows.flatMap((row) => [
    `  ${row.path.padEnd(width)}  expected ${pc.green(row.before)}, actual ${pc.red(row.after)}`,
  ]);
}

function diagram(kit: AnyKit, run: ShownRun<Language>): readonly string[] {
  const { lanes } = kit.story;
  const messages = run.actions.flatMap((action, index) => {
    const outcome = run.actual[index];
    if (outcome !== undefined) return kit.story.messages(action, outcome.observation);
    // Whom it was done to never answered: it happens there, and nothing comes of it.
    const [, subject = ''] = lanes;
    return index === run.actual.length ? [{ from: subject, to: subject, text: `${kit.story.describe(action)} ✗` }] : [];
  });
  return messages.length === 0 ? [] : [indent(sequenceDiagram(lanes, messages))];
}

function clauseLines(property: Property<Language>, { about }: Violation): readonly string[] {
  const ids = about?.clauses ?? property.clauses;
  const lines = ids.map((id) => {
    const clause = clauses[id];
    const binding = clause.class === 'choice' ? 'left open; a choice of the model' : clause.class;
    return `  ${pc.cyan(id)} ${clause.source}, ${clause.section} (${binding}): ${clause.says}`;
  });
  return about === undefined ? lines : [`  ${about.says}${ids.length === 0 ? '' : ':'}`, ...lines];
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
