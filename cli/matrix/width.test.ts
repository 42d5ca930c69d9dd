import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { lifecycles } from '../../model/index.js';
import { faultTable, judgeLifecycles, lifecycleLegend, lifecycleTable, type LifecycleRow } from './lifecycles.js';
import { oneThreadRows } from './one-thread.test.support.js';
import { profilesText } from './show-all.js';
import { showLifecycle, showProfile } from './show-one.js';

/** What is printed for a terminal of so many columns, in lines. */
function linesOf(columns: number, print: () => string | undefined): readonly string[] {
  const before = process.env['COLUMNS'];
  process.env['COLUMNS'] = String(columns);
  try {
    return stripVTControlCharacters(print() ?? '').split('\n');
  } finally {
    if (before === undefined) delete process.env['COLUMNS'];
    else process.env['COLUMNS'] = before;
  }
}

void test('nothing is wider than the terminal, and no line ends in a blank', async () => {
  const rows = await oneThreadRows();
  // Every eighth alone is judged, and stands for those after it: the systems stand in as many columns as with all.
  const judged = lifecycles.filter((_, index) => index % 8 === 0);
  const eighth = (await judgeLifecycles(1, 1e6, new AbortController().signal, judged)).rows;
  const lived = lifecycles.flatMap((lifecycle, index) =>
    eighth
      .filter((row) => row.lifecycle === judged[Math.floor(index / 8)])
      .map((row): LifecycleRow => ({ ...row, lifecycle })),
  );
  const shown: Readonly<Record<string, () => string | undefined>> = {
    profiles: () => profilesText(rows, true, 1),
    lifecycles: () => [lifecycleTable(lived), lifecycleLegend(lived, 1), faultTable(1)].join('\n\n'),
    profile: () => showProfile({ kind: 'profile', profile: 'qemu', as: 'text' }, 2).text,
    replay: () => showProfile({ kind: 'profile', profile: 'qemu', as: 'replay' }, 2).text,
    lifecycle: () => showLifecycle({ kind: 'lifecycle', lifecycle: 'V-18', profile: undefined, as: 'text' }, 2).text,
  };
  for (const [name, print] of Object.entries(shown))
    for (const columns of [80, 120]) {
      const lines = linesOf(columns, print);
      assert.ok(lines.length > 10, name);
      // A profile is one word, so that it can be copied.
      const wide = lines.filter((line) => line.length > columns && !line.startsWith('order='));
      assert.deepEqual([wide, lines.filter((line) => line.endsWith(' '))], [[], []], `${name}, ${columns} columns`);
    }
});
