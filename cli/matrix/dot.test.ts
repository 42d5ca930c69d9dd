import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verdict } from '../../model/index.js';
import { stateGraphDot, stateGraphSvg } from './dot.js';
import { selectProfile } from './select.js';

const { profile } = selectProfile('signal=always,trigger=level');

describe('the state graph', () => {
  test('has every state and every step, and marks the LOST ones', () => {
    const dot = stateGraphDot(profile, 1, 1e6);
    const result = verdict(profile, 1);
    assert(result.kind === 'LOST');
    assert.equal(dot.match(/^ {2}s\d+ \[/gm)?.length, result.states);
    assert.equal(dot.match(/->/g)?.length, result.edges);
    assert.ok((dot.match(/color=red/g)?.length ?? 0) > 0);
    assert.match(dot, /label="thread0 publish VRING"/);
  });

  test('can be drawn', async () => {
    const svg = await stateGraphSvg(profile, 1, 1e6);
    assert.match(svg, /^<\?xml[^]*<svg [^]*<\/svg>\s*$/);
    assert.match(svg, /stroke="red"/);
  });

  test('is refused when it is too large to be read', async () => {
    await assert.rejects(stateGraphSvg(selectProfile('squib').profile, 2, 1e6), { code: 'GRAPH_TOO_LARGE' });
    assert.throws(() => stateGraphDot(selectProfile('squib').profile, 2, 100), { code: 'EXPLORATION_TOO_LARGE' });
  });
});
