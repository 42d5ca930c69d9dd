import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lifecycleVerdict, type Lifecycle } from '../../model/index.js';
import { ownReset, ownSave } from '../../properties/index.js';
import { replayLifecycles } from './lifecycle-replays.js';
import type { LifecycleRow } from './lifecycles.js';
import { selectProfile } from './select.js';

const { profile } = selectProfile('openvmm');
const rowOf = (lifecycle: Lifecycle, shown = lifecycle): LifecycleRow => ({
  systems: ['openvmm'],
  profile,
  lifecycle: shown,
  verdict: lifecycleVerdict(profile, 1, lifecycle),
});
const dropped = { ...ownSave, resignal: 'nothing', whilePaused: 'dropped' } as const;
const running = new AbortController().signal;

describe('lifecycles on the real code', () => {
  test('a LOST row and SAFE ones are confirmed', async () => {
    const rows = [rowOf(dropped), rowOf(ownSave), rowOf(ownReset)];
    const { text, isConfirmed, isWhole } = await replayLifecycles(rows, 1, running);
    assert.deepEqual([isConfirmed, isWhole], [true, true]);
    assert.match(text, /1 LOST runs lose the event at the same step,\n80 random schedules/);
  });

  test('a run that the code does not follow, and a loss that the verdict does not know, are told', async () => {
    const wrong = [rowOf(dropped, ownSave), rowOf(ownSave, dropped)];
    const { text, isConfirmed } = await replayLifecycles(wrong, 1, running);
    assert.equal(isConfirmed, false);
    assert.match(text, /whilePaused=delivered: another way at step \d of \d/);
    assert.match(text, /whilePaused=dropped: schedule \d+ loses an event/);
  });

  test('an interrupted replay says so', async () => {
    const { isWhole } = await replayLifecycles([rowOf(ownSave)], 1, AbortSignal.abort());
    assert.equal(isWhole, false);
  });
});
