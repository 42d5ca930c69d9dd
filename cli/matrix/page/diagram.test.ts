import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from './diagram.js';

const steps = [
  { messages: [['A', 'A', 'begins <here>']], state: ['1', '0'] },
  {
    messages: [
      ['A', 'B', 'go'],
      ['B', 'C', 'on'],
    ],
    state: ['1', '1'],
  },
  { messages: [['C', 'A', 'back']], state: ['0', '1'] },
] as const;

const texts = (svg: string, kind: string): readonly string[] =>
  Array.from(svg.matchAll(new RegExp(`<text class="${kind}"[^>]*>([^<]*)</text>`, 'g')), ([, text]) => text ?? '');

test('a step of two messages has one number and one state', () => {
  const svg = drawRun({ lanes: ['A', 'B', 'C'], steps: [0, 1, 2] }, steps, ['0', '0'], ['x', 'y']);
  assert.deepEqual(texts(svg, 'number'), ['1', '2', '3']);
  assert.deepEqual(texts(svg, 'message'), ['go', 'on', 'back']);
  assert.deepEqual(texts(svg, 'lane'), ['A', 'B', 'C', 'x', 'y']);
});

test('what a step changed stands out, against the state before it', () => {
  const run = { lanes: ['A', 'B', 'C'], steps: [0, 1, 2] };
  assert.deepEqual(texts(drawRun(run, steps, ['0', '0'], ['x', 'y']), 'state changed'), ['1', '1', '0']);
  assert.deepEqual(texts(drawRun(run, steps, ['1', '0'], ['x', 'y']), 'state changed'), ['1', '0']);
});

test('an arrow points to where the message goes', () => {
  const tips = Array.from(
    drawRun({ lanes: ['A', 'B', 'C'], steps: [1, 2] }, steps, ['0', '0'], []).matchAll(/<path d="M(\d+) \d+ l(-?\d)/g),
    ([, at, tip]) => [Number(at), Number(tip)],
  );
  assert.deepEqual(tips, [
    [240, -7],
    [390, -7],
    [90, 7],
  ]);
});

test('text is text, whatever it contains', () => {
  const svg = drawRun({ lanes: ['A'], steps: [0] }, steps, ['0', '0'], []);
  assert.ok(svg.includes('begins &lt;here&gt;') && !svg.includes('<here>'));
});
