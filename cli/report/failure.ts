import pc from 'picocolors';
import type { Language } from '../../model/index.js';
import { leftOut, type AnyKit, type Property, type ShownRun, type Violation } from '../../properties/index.js';
import { clauses } from '../../spec/index.js';
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
    `${pc.red('✗')} ${pc.bold(property.id)}: ${violation.message}`,
    `  ${property.title} (${subject})`,
    '',
    ...steps(kit, run, violation.step),
    '',
    ...expectedBesideActual(violation),
    '',
    indent(sequenceDiagram(kit.story.lanes, messages(kit, run))),
    '',
    ...clauseLines(property),
  ].join('\n');
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
  if (outcome === undefined) return [`cannot go on: ${run.crash ?? 'no answer'}`];
  const before = run.actual[index - 1]?.view ?? leftOut(kit.model.view(kit.model.init(run.config)), run.hidden ?? []);
  const moved = differences(before, outcome.view).map(
    (difference) => `${difference.path} ${difference.before} → ${difference.after}`,
  );
  const answered = [...flatten(outcome.observation)]
    .filter(([, value]) => value !== 'none')
    .map(([path, value]) => `${path}: ${value}`);
  return [...moved, ...answered];
}

function expectedBesideActual({ expected, actual }: Violation): readonly string[] {
  const rows = differences(expected, actual);
  if (rows.length === 0) return [];
  const paths = rows.map(({ path }) => path);
  const width = Math.max(0, ...paths.map((path) => path.length));
  return rows.flatMap((row) => [
    `  ${row.path.padEnd(width)}  expected ${pc.green(row.before)}, actual ${pc.red(row.after)}`,
  ]);
}

function messages(kit: AnyKit, run: ShownRun<Language>): Parameters<typeof sequenceDiagram>[1] {
  return run.actions.flatMap((action, index) => {
    const outcome = run.actual[index];
    return outcome === undefined ? [] : kit.story.messages(action, outcome.observation);
  });
}

function clauseLines({ clauses: ids }: Property<Language>): readonly string[] {
  return ids.map((id) => {
    const clause = clauses[id];
    return `  ${pc.cyan(id)} ${clause.source}, ${clause.section} (${clause.class}): ${clause.says}`;
  });
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
