import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifecycles, lifecycleVerdict, type Profile } from '../../model/index.js';
import { judgeLifecycles, lifecycleAsJson, lifecycleLegend, lifecycleTable, type LifecycleRow } from './lifecycles.js';

const ansi = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
const openvmm: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'level',
  section: 'whole',
  trigger: 'level',
  detector: 'transition',
  driver: 'ackFirst',
};

const rows = lifecycles.map((lifecycle): LifecycleRow => ({
  systems: ['openvmm'],
  profile: openvmm,
  lifecycle,
  verdict: lifecycleVerdict(openvmm, 1, lifecycle),
}));

test('the table of lifecycles has a line for each, with its mark', () => {
  const lines = lifecycleTable(rows).replace(ansi, '').split('\n');
  const markOf = (choices: RegExp): string | undefined =>
    lines
      .find((line) => choices.test(line))
      ?.trim()
      .at(-1);
  assert.equal(lines.filter((line) => /[✓✗~∞]\s*$/.test(line)).length, lifecycles.length);
  assert.equal(markOf(/^device +true +status +delivered /), '✓');
  assert.equal(markOf(/^device +false +status +delivered /), '~');
  assert.equal(markOf(/^inside +cleared +lowered +kept /), '✓');
  assert.equal(markOf(/^inside +cleared +left +kept /), '∞');
  assert.match(lifecycleLegend(rows, 1), /\n {2}openvmm: ackFirst\n[^]*40 lifecycles, 1 device thread, /);
});

test('each row is written with the same fields, and a lost one with its run', () => {
  const written = rows.map(lifecycleAsJson);
  const unknown = rows.map((row) => lifecycleAsJson({ ...row, verdict: { kind: 'INCONCLUSIVE', maxStates: 1 } }));
  const fields = Object.keys(written[0] ?? {});
  for (const row of [...written, ...unknown]) assert.deepEqual(Object.keys(row), fields);
  for (const { verdict, shortest, run } of written) {
    assert.equal(verdict === 'LOST', Array.isArray(run));
    assert.equal(Array.isArray(run) ? run.length : null, shortest);
  }
});

test('an interrupted table says so', async () => {
  const controller = new AbortController();
  controller.abort();
  const { rows: none, isWhole } = await judgeLifecycles(1, 1e6, controller.signal);
  assert.deepEqual([none.length, isWhole], [0, false]);
});
