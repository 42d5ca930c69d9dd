import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../delivery/index.js';
import {
  lifecycles,
  lifecycleVerdict,
  type Lifecycle,
  type LifecycleVerdict,
  type ResetChoices,
  type SaveChoices,
} from './index.js';

const pulses: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};
const level: Profile = { ...pulses, signal: 'level', trigger: 'level' };
const qemuLoop: Profile = { ...pulses, signal: 'level', driver: 'ackFirstLoop' };
const onRiseLoop: Profile = { ...pulses, signal: 'onRise', detector: 'assert', driver: 'ackFirstLoop' };

const contract: SaveChoices = {
  kind: 'save',
  first: 'device',
  drained: true,
  resignal: 'status',
  whilePaused: 'delivered',
};
const ourReset: ResetChoices = { kind: 'reset', gate: 'inside', status: 'cleared', line: 'lowered', latch: 'kept' };

function judged(profile: Profile, lifecycle: Lifecycle, threads = 1): LifecycleVerdict {
  const verdict = lifecycleVerdict(profile, threads, lifecycle);
  assert(verdict.kind !== 'INCONCLUSIVE');
  return verdict;
}

const stepsOf = ({ lostRun }: LifecycleVerdict): readonly string[] =>
  lostRun?.steps.map(({ action }) => action.kind) ?? [];

describe('lifecycles', () => {
  it('are 24 ways to save and 16 to reset', () => {
    assert.equal(new Set(lifecycles.map((choices) => JSON.stringify(choices))).size, 24 + 16);
  });

  it('claim nothing beyond a bound', () => {
    assert.deepEqual(lifecycleVerdict(pulses, 1, contract, { maxStates: 9 }), { kind: 'INCONCLUSIVE', maxStates: 9 });
  });
});

describe('save and restore', () => {
  for (const [name, profile] of Object.entries({ pulses, level, qemuLoop, onRiseLoop })) {
    it(`is SAFE as our contract has it, in either order, signalled again or not: ${name}`, () => {
      for (const first of ['device', 'gic'] as const)
        for (const resignal of ['status', 'nothing'] as const) {
          const { kind, serviced } = judged(profile, { ...contract, first, resignal });
          assert.deepEqual([kind, serviced], ['SAFE', true]);
        }
    });
  }

  it('is SAFE as our contract has it with two threads', () => {
    assert.equal(judged(pulses, contract, 2).kind, 'SAFE');
    assert.equal(judged(level, contract, 2).kind, 'SAFE');
  });

  it('B12: a device that is saved before its threads are done loses what they publish, whatever is signalled again', () => {
    for (const profile of [pulses, level])
      for (const resignal of ['status', 'nothing'] as const)
        assert.equal(judged(profile, { ...contract, drained: false, resignal }).kind, 'LOST');
  });

  it('B12, B13: the shortest run is an event between the saves and the restore', () => {
    const verdict = judged(pulses, { ...contract, drained: false });
    assert.deepEqual([...stepsOf(verdict)].sort(), ['gone', 'pause', 'publish', 'restore', 'saveDevice', 'saveGic']);
    const gicFirst = judged(pulses, { ...contract, drained: false, first: 'gic' });
    const order = stepsOf(gicFirst).filter((kind) => kind.startsWith('save'));
    assert.deepEqual(order, ['saveGic', 'saveDevice']);
  });

  it('B14: what is signalled while the vCPUs stand still and does not reach the GIC is lost, unless it is signalled again', () => {
    const dropped: SaveChoices = { ...contract, whilePaused: 'dropped' };
    for (const profile of [pulses, level, qemuLoop, onRiseLoop]) {
      assert.equal(judged(profile, { ...dropped, resignal: 'nothing' }).kind, 'LOST');
      assert.equal(judged(profile, dropped).kind, 'SAFE');
    }
    assert.equal(judged(onRiseLoop, { ...dropped, resignal: 'nothing' }).dead, true);
  });

  it('B15: a status that is restored without a signal waits for ever where only a rise signals', () => {
    const { kind, dead, lostRun } = judged(onRiseLoop, { ...contract, resignal: 'nothing', whilePaused: 'dropped' });
    assert.deepEqual([kind, dead], ['LOST', true]);
    const end = lostRun?.steps.at(-1)?.after.shared;
    assert.deepEqual([end?.latch, end?.status === end?.work], [false, true]);
  });

  it('mends everything by telling the driver to look at everything', () => {
    const saves = lifecycles.filter((choices) => choices.kind === 'save' && choices.resignal === 'everything');
    for (const profile of [pulses, level])
      for (const choices of saves) assert.equal(judged(profile, choices).kind, 'SAFE');
  });

  it('keeps a line that the GIC has high and the device does not: a storm, until it is signalled again', () => {
    const undrained: SaveChoices = { ...contract, drained: false, resignal: 'nothing' };
    assert.deepEqual(
      [judged(level, undrained).storm, judged(level, { ...undrained, resignal: 'status' }).storm],
      [true, false],
    );
  });
});

describe('reset', () => {
  for (const [name, profile] of Object.entries({ pulses, level, qemuLoop, onRiseLoop })) {
    it(`is SAFE as our contract has it, and silent until DRIVER_OK: ${name}`, () => {
      const { kind, serviced, premature } = judged(profile, ourReset);
      assert.deepEqual([kind, serviced, premature], ['SAFE', true, false]);
    });
  }

  it('notifies between reset and DRIVER_OK when the gate is looked at before the critical section', () => {
    for (const profile of [pulses, level])
      assert.equal(judged(profile, { ...ourReset, gate: 'outside' }).premature, true);
  });

  it('B18: a status that survives is a lost interrupt where only a rise signals', () => {
    const { kind, dead } = judged(onRiseLoop, { ...ourReset, status: 'kept' });
    assert.deepEqual([kind, dead], ['LOST', true]);
    assert.equal(judged(pulses, { ...ourReset, status: 'kept' }).kind, 'SAFE');
  });

  it('B19: a line that stays high is a storm on a level trigger, and dead on an edge that needs a change', () => {
    assert.equal(judged(level, { ...ourReset, line: 'left' }).kind, 'STORM');
    const edge = judged(qemuLoop, { ...ourReset, line: 'left' });
    assert.deepEqual([edge.kind, edge.dead], ['LOST', true]);
  });

  it('lets a thread finish the pulse that it began', () => {
    const { kind } = judged({ ...pulses, section: 'split', detector: 'assert' }, ourReset);
    assert.equal(kind, 'SAFE');
  });

  it('costs an interrupt without an event when the latch survives', () => {
    const { spurious } = judged(level, ourReset);
    assert.equal(spurious, true);
  });
});
