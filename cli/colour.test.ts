import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isColoured } from './colour.js';

void test('colour is for terminals, and for whoever asks for it', () => {
  const [terminal, pipe] = [{ isTTY: true }, {}];
  for (const [wanted, stream, environment] of [
    [true, terminal, { TERM: 'xterm' }],
    [true, terminal, {}],
    [false, terminal, { TERM: 'dumb' }],
    [false, terminal, { NO_COLOR: '1' }],
    [true, terminal, { NO_COLOR: '' }],
    [false, terminal, { FORCE_COLOR: '0' }],
    [false, pipe, {}],
    [false, pipe, { CI: 'true', GITHUB_ACTIONS: 'true' }],
    [true, pipe, { FORCE_COLOR: '1' }],
    [true, pipe, { FORCE_COLOR: '3', TERM: 'dumb' }],
    [false, pipe, { FORCE_COLOR: '0' }],
    [false, pipe, { FORCE_COLOR: 'false' }],
    [false, terminal, { FORCE_COLOR: '1', NO_COLOR: '1' }],
  ] as const)
    assert.equal(isColoured(stream, environment), wanted, JSON.stringify({ stream, environment }));
});
