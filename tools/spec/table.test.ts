import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Row } from './row.js';
import { showRows } from './table.js';

const row: Row = {
  part: 'model',
  what: 'irqline, 2 threads',
  verdict: 'pass',
  found: 'equal, SAFE',
  milliseconds: 1234,
};
const rows: readonly Row[] = [
  { ...row, states: 139_024, edges: 427_975 },
  { ...row, what: 'every profile with ackLastRecheck, one thread, in one long line that has to break' },
  {
    ...row,
    part: 'proof, z3',
    what: 'split pulses',
    found: 'breaks at raise',
    because: 'The line may be up. '.repeat(9),
  },
  { ...row, part: 'spin', verdict: 'skipped', found: 'spin is not installed (Debian: apt-get install spin)' },
  { ...row, part: 'recordings', verdict: 'fail', found: 'one-spi-1 is refused at step 7\nafter\n   1. reset' },
];

const shown = (columns?: number): string => stripVTControlCharacters(showRows(rows, columns));

describe('the table of all checks', () => {
  for (const columns of [88, 100, 120])
    it(`is no wider than ${columns} columns`, () => {
      const [table = ''] = shown(columns).split('\n\n');
      for (const line of table.split('\n')) assert.ok(line.length <= columns, line);
      assert.ok(table.split('\n').some((line) => line.length > columns - 12));
    });

  it('has one row each, the part where it begins, and what was found', () => {
    const text = shown();
    assert.match(text, /^model +irqline, 2 threads +139024 +427975 +pass +equal, SAFE +1\.2$/mu);
    assert.match(text, /^ +every profile with/mu);
  });

  it('says below why a proof breaks, all of what failed, and how many of each', () => {
    const text = shown();
    assert.match(text, /^ {2}split pulses: breaks at raise\. The line may be up\./mu);
    assert.match(text, /recordings, irqline, 2 threads:\none-spi-1 is refused at step 7\nafter\n {3}1\. reset/u);
    assert.match(text, /1 fail, 1 skipped, 3 pass$/u);
  });
});
