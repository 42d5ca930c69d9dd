import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdict, type Profile, type Verdict } from './index.js';

const judged = (profile: Profile): Verdict => {
  const result = verdict(profile, 2);
  assert(result.kind !== 'INCONCLUSIVE');
  return result;
};

const seed: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};

const anyDetector = ['transition', 'assert'] as const;

describe('verdict: the known points', () => {
  for (const detector of anyDetector) {
    it(`a whole pulse for every event is SAFE with ${detector}`, () => {
      const { kind, serviced, spurious, storm } = judged({ ...seed, detector });
      assert.deepEqual(
        { kind, serviced, spurious, storm },
        { kind: 'SAFE', serviced: true, spurious: true, storm: false },
      );
    });
  }

  it('split pulses of two threads merge into one edge where an edge is a transition', () => {
    const { kind, dead, shortest, lostRun } = judged({ ...seed, section: 'split' });
    assert.deepEqual({ kind, dead, shortest }, { kind: 'LOST', dead: false, shortest: 13 });
    assert.equal(lostRun?.steps.length, 13);
    const end = lostRun?.steps.at(-1)?.after;
    assert.notEqual(end?.shared.work, 0);
    assert.deepEqual(
      end?.locals.map(({ kind: where }) => where),
      ['idle', 'idle', 'idle'],
    );
  });

  it('split pulses are SAFE where every assertion counts', () => {
    assert.equal(judged({ ...seed, section: 'split', detector: 'assert' }).kind, 'SAFE');
  });

  it('a split level line is LOST: an ACK that saw nothing left lowers what a thread has just raised', () => {
    const { kind, lostRun } = judged({ ...seed, signal: 'level', section: 'split', trigger: 'level' });
    assert.equal(kind, 'LOST');
    assert.ok(lostRun?.steps.some(({ action }) => action.kind === 'driveAfterAck'));
  });

  for (const detector of anyDetector)
    for (const section of ['split', 'whole'] as const) {
      it(`a pulse on rise only is LOST, dead: ${section}, ${detector}`, () => {
        const { kind, dead } = judged({ ...seed, signal: 'onRise', section, detector });
        assert.deepEqual({ kind, dead }, { kind: 'LOST', dead: true });
      });
    }

  it('a level on an edge-configured line is LOST, dead, in 9 steps, where an edge is a transition', () => {
    const { kind, dead, shortest, shortestDead } = judged({ ...seed, signal: 'level' });
    assert.deepEqual(
      { kind, dead, shortest, shortestDead },
      { kind: 'LOST', dead: true, shortest: 9, shortestDead: 9 },
    );
  });

  it('a level on an edge-configured line is SAFE where every assertion counts', () => {
    assert.equal(judged({ ...seed, signal: 'level', detector: 'assert' }).kind, 'SAFE');
  });

  it('a level on a level line, in one critical section, is SAFE and never spurious', () => {
    const { kind, spurious } = judged({ ...seed, signal: 'level', trigger: 'level' });
    assert.deepEqual({ kind, spurious }, { kind: 'SAFE', spurious: false });
  });

  it('tells a bound that was hit', () => {
    assert.deepEqual(verdict(seed, 2, { maxStates: 100 }), { kind: 'INCONCLUSIVE', maxStates: 100 });
  });
});

describe('verdict: storms', () => {
  it('a line that is never lowered storms on a level trigger', () => {
    const stuck = judged({ ...seed, signal: 'assertOnly', section: null, trigger: 'level' });
    assert.deepEqual([stuck.kind, stuck.stormStarves], ['STORM', false]);
    const starving = judged({ ...seed, signal: 'assertOnly', section: null, trigger: 'level', driver: 'ackOnes' });
    assert.deepEqual([starving.kind, starving.stormStarves], ['STORM', true]);
    const { stem, loop } = stuck.stormRun ?? assert.fail('no run');
    assert.deepEqual(loop.at(-1)?.after, stem.steps.at(-1)?.after);
    assert.deepEqual(
      loop.map(({ action }) => action.kind),
      ['take', 'read', 'eoi'],
    );
  });
});
