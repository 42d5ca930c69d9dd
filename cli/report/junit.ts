import { stripVTControlCharacters } from 'node:util';

/** What a case came to that did not go well: something is wrong, or it could not be run to its end. */
export interface JunitProblem {
  readonly kind: 'failure' | 'error';
  /** What went wrong, by a name that does not change: a property, an error's code. */
  readonly type: string;
  /** On one line; pages of CI systems show it first. */
  readonly message: string;
  /** All that there is to say. */
  readonly text: string;
}

/** One case of a JUnit report. */
export interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly problem?: JunitProblem | undefined;
}

/** A JUnit XML report, as CI systems read it. */
export function junitReport(cases: readonly JunitCase[]): string {
  const numberOf = (kind: JunitProblem['kind']): number => cases.filter(({ problem }) => problem?.kind === kind).length;
  const rows = cases.map(({ suite, name, seconds, problem }) => {
    const head = `  <testcase classname="${escape(suite)}" name="${escape(name)}" time="${seconds.toFixed(3)}"`;
    if (problem === undefined) return `${head}/>`;
    const { kind, type, message, text } = problem;
    const element = `<${kind} type="${escape(type)}" message="${escape(message)}">${escape(text)}</${kind}>`;
    return `${head}>\n    ${element}\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="irqline" tests="${cases.length}" failures="${numberOf('failure')}" errors="${numberOf('error')}" skipped="0">`,
    ...rows,
    '</testsuite>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // XML 1.0 has no way to write most control characters, so they go.
  return stripVTControlCharacters(text)
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '');
}
