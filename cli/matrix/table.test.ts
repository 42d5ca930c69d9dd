import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { namedSystems, profiles } from '../../model/index.js';
import { judgeAll, rowAsJson, type Row } from './judge.js';
import { oneThreadRows } from './one-thread.test.support.js';
import { legend, matrixTable, namedTable } from './table.js';

const ansi = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');

/** The heads have three lines: `ack`, `Last`, `Recheck`. */
const HEADS = 3;

const cells = (line: string | undefined): readonly string[] => line?.trim().split(/  +/) ?? [];

describe('the matrix, one thread', () => {
  let rows: readonly Row[] = [];
  before(async () => {
    rows = await oneThreadRows();
  });

  test('has the profiles in order', () => {
    assert.deepEqual(
      rows.map(({ profile }) => profile),
      Array.from(profiles()),
    );
  });

  test('has each verdict', () => {
    assert.deepEqual([...new Set(rows.map(({ verdict }) => verdict.kind))].toSorted(), ['LOST', 'SAFE', 'STORM']);
  });

  test('shows every profile once, in both triggers', () => {
    const lines = matrixTable(rows).replace(ansi, '').split('\n');
    assert.equal(lines.length, HEADS + 54);
    const shown =
      lines
        .slice(HEADS)
        .join('')
        .match(/[✓✗~∞]/g) ?? [];
    assert.equal(shown.length, 54 * 6 * 3);
    const safe = rows.filter(
      ({ profile: p, verdict: { kind } }) => kind === 'SAFE' && (p.trigger === 'edge' || p.detector === 'assert'),
    );
    assert.equal(shown.filter((mark) => mark === '✓').length, safe.length);
  });

  test('puts a mark where it belongs', () => {
    const lines = matrixTable(rows).replace(ansi, '').split('\n');
    assert.deepEqual(cells(lines[HEADS + 8]).slice(0, 3), ['level', 'whole', '✗ ✓ ✓']);
    assert.deepEqual(cells(lines[HEADS + 1]).slice(0, 5), ['or', 'always', 'whole', '✓ ✓ ✗', '~ ~ ✗']);
  });

  test('has a line for each named system', () => {
    const lines = namedTable(rows).replace(ansi, '').split('\n');
    assert.deepEqual(
      lines.slice(2).map((line) => line.split(' ')[0]),
      namedSystems.map(({ name }) => name),
    );
    assert.match(lines.find((line) => line.startsWith('qemu ')) ?? '', /✗ 9\* {3}✗ 9 +~ 9 /);
    assert.equal(lines.join('').match(/\*/g)?.length, 1);
  });

  test('counts what it shows', () => {
    const text = legend(rows, 1).replace(ansi, '');
    const counted = Array.from(text.matchAll(/^[✓✗~∞] \S+(?:, dead)? (\d+):/gm), ([, number]) => Number(number));
    assert.equal(counted.length, 4);
    assert.equal(
      counted.reduce((sum, number) => sum + number, 0),
      1296,
    );
    assert.match(text, /1,296 profiles, 1 device thread, /);
  });

  test('writes each row with the same fields', () => {
    const fields = [
      'order',
      'update',
      'signal',
      'section',
      'trigger',
      'detector',
      'driver',
      'verdict',
      'dead',
      'storm',
      'spurious',
      'states',
      'edges',
      'shortest',
      'shortestDead',
    ];
    for (const row of rows) assert.deepEqual(Object.keys(rowAsJson(row)), fields);
  });
});

describe('the matrix, cut short', () => {
  test('claims nothing beyond the bound', async () => {
    const { rows } = await judgeAll(1, 20, new AbortController().signal);
    const unknown = rows.filter(({ verdict }) => verdict.kind === 'INCONCLUSIVE');
    assert.ok(unknown.length > 1000);
    assert.match(legend(rows, 1), new RegExp(`inconclusive ${unknown.length}: `));
    assert.match(matrixTable(rows), /\? \? \?/);
    const [row] = unknown;
    assert(row !== undefined);
    assert.deepEqual([rowAsJson(row)['verdict'], rowAsJson(row)['states']], ['INCONCLUSIVE', null]);
  });

  test('says so when it was interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const { rows, isWhole } = await judgeAll(1, 1e6, controller.signal);
    assert.deepEqual([rows.length, isWhole], [0, false]);
    assert.match(matrixTable(rows), /assertOnly/);
    assert.match(namedTable(rows), /qemu/);
  });
});
