/** One case of a JUnit report. */
export interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure?: string;
  readonly skipped?: string;
}

/** A JUnit XML report, as CI systems read it. */
export function junitReport(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((entry) => entry.skipped !== undefined).length;
  const rows = cases.map(({ suite, name, seconds, failure, skipped: reason }) => {
    const head = `  <testcase classname="${escape(suite)}" name="${escape(name)}" time="${seconds.toFixed(3)}"`;
    if (failure !== undefined) return `${head}>\n    <failure>${escape(failure)}</failure>\n  </testcase>`;
    return reason === undefined ? `${head}/>` : `${head}>\n    <skipped message="${escape(reason)}"/>\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="irqline" tests="${cases.length}" failures="${failures}" skipped="${skipped}">`,
    ...rows,
    '</testsuite>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // XML 1.0 has no way to write most control characters, so they go.
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r\u0020-\uffff]/g, '');
}
