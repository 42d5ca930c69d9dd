import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  axes,
  lifecycles,
  lifecycleVerdict,
  namedSystems,
  verdict,
  type Lifecycle,
  type LifecycleRun,
  type LifecycleVerdict,
  type Profile,
} from '../../model/index.js';
import { layers } from '../layers.js';
import { lifecycleFaults, ownReset, ownSave } from './lifecycle-faults.js';
import { LifecycleMachine } from './lifecycle-machine.js';
import { replayLifecycle } from './replay.js';
import { followLifecycle } from './schedule.js';

const schedules = fc.uint8Array({ minLength: 1, maxLength: 50 });

/** Every different SAFE profile of a named system. */
const safe = [...new Set(namedSystems.map(({ choices }) => JSON.stringify(choices)))]
  .flatMap((choices) => axes.driver.map((driver) => ({ ...(JSON.parse(choices) as Profile), driver })))
  .filter((profile) => verdict(profile, 2).kind === 'SAFE');

function judged(profile: Profile, lifecycle: Lifecycle, threads = 1): LifecycleVerdict {
  const result = lifecycleVerdict(profile, threads, lifecycle);
  assert(result.kind !== 'INCONCLUSIVE');
  return result;
}

/** Replays a run, and requires that the real code goes the model's way and loses the event at the last step. */
function assertLostForReal(profile: Profile, lifecycle: Lifecycle, run: LifecycleRun): void {
  const { steps, agrees, hasLost } = replayLifecycle(profile, lifecycle, run);
  assert.ok(
    agrees,
    `${JSON.stringify([profile, lifecycle])}, step ${steps.length}: ${steps.at(-1)?.differences.join()}`,
  );
  assert.deepEqual([steps.length, hasLost], [run.steps.length, true]);
}

describe('lifecycles on the real code', () => {
  test('some fifty rows of the table: what the model loses is lost; what is SAFE survives two thousand schedules', () => {
    const rows = safe.flatMap((profile) => lifecycles.map((lifecycle) => ({ profile, lifecycle })));
    const size = 52;
    const [chosen] = fc.sample(fc.shuffledSubarray(rows, { minLength: size, maxLength: size }), {
      seed: 1,
      numRuns: 1,
    });
    let [lost, followed, steps] = [0, 0, 0];
    for (const { profile, lifecycle } of chosen ?? []) {
      const { kind, lostRun } = judged(profile, lifecycle, 2);
      if (lostRun !== null) {
        assertLostForReal(profile, lifecycle, lostRun);
        lost += 1;
      }
      if (kind !== 'SAFE') continue;
      for (const choices of fc.sample(schedules, { seed: followed, numRuns: 60 })) {
        const result = followLifecycle(profile, 2, lifecycle, choices);
        assert.deepEqual([result.difference, result.lost], [undefined, 0], JSON.stringify([profile, lifecycle]));
        followed += 1;
        steps += result.steps;
      }
    }
    assert.ok(lost > 5 && followed > 2000 && steps > 10 * 2000, JSON.stringify({ lost, followed, steps }));
  });

  for (const { id, race } of lifecycleFaults) {
    if (race === null) continue;
    test(`${id} goes wrong with two threads, and loses on the real code whatever it loses in the model`, () => {
      const { kind, lostRun, deadRun } = judged(race.profile, race.lifecycle, 2);
      assert.notEqual(kind, 'SAFE');
      for (const run of [lostRun, deadRun]) if (run !== null) assertLostForReal(race.profile, race.lifecycle, run);
    });
  }

  test('every known fault has mutants that exist, and that are said to have it', () => {
    const known = new Map(layers.flatMap(({ mutants }) => mutants.map(({ id, fault }) => [id, fault] as const)));
    assert.deepEqual(
      lifecycleFaults.map(({ id }) => id),
      ['V-12', 'V-13', 'V-14', 'V-15', 'V-16', 'V-17', 'V-18', 'V-19'],
    );
    for (const { id, mutants } of lifecycleFaults) {
      assert.ok(mutants.length > 0);
      for (const mutant of mutants) assert.ok(known.has(mutant), `${id}: ${mutant}`);
    }
  });
});

describe('a lifecycle that the real code does in another way', () => {
  const ours: Profile = { ...(safe[0] ?? assert.fail('our own contract is SAFE')), driver: 'ackFirst' };
  const level: Profile = { ...ours, signal: 'level', trigger: 'level' };

  /** The first difference in some schedule; its parts by name. */
  function firstDifference(
    profile: Profile,
    lifecycle: Lifecycle,
    machine: () => LifecycleMachine,
  ): string | undefined {
    for (const choices of fc.sample(schedules, { seed: 3, numRuns: 1000 })) {
      const { difference } = followLifecycle(profile, 1, lifecycle, choices, machine());
      if (difference !== undefined) return difference.action.kind;
    }
    return undefined;
  }
  const as = (profile: Profile, lifecycle: Lifecycle) => (): LifecycleMachine =>
    new LifecycleMachine(profile, 1, lifecycle);

  test('is none when nothing is changed', () => {
    for (const profile of [ours, level])
      for (const lifecycle of [ownSave, ownReset])
        assert.equal(firstDifference(profile, lifecycle, as(profile, lifecycle)), undefined);
  });

  const cases: readonly [string, Profile, Lifecycle, Lifecycle][] = [
    ['restore', ours, ownSave, { ...ownSave, resignal: 'nothing' }],
    ['restore', ours, ownSave, { ...ownSave, resignal: 'everything' }],
    ['pulse', ours, ownSave, { ...ownSave, whilePaused: 'dropped' }],
    ['reset', ours, ownReset, { ...ownReset, status: 'kept' }],
    ['reset', level, ownReset, { ...ownReset, line: 'left' }],
    ['reset', ours, ownReset, { ...ownReset, latch: 'cleared' }],
    ['silenced', level, ownReset, { ...ownReset, gate: 'outside' }],
  ];
  for (const [action, profile, wanted, done] of cases) {
    test(`is found at ${action}: ${JSON.stringify(done)}`, () => {
      assert.equal(firstDifference(profile, wanted, as(profile, done)), action);
    });
  }
});
