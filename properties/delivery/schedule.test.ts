import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Step } from '../../impl/index.js';
import { axes, namedSystems, verdict, type Profile } from '../../model/index.js';
import { DeliveryMachine } from './machine.js';
import { programOf } from './program.js';
import { rigOf } from './rig.js';
import { followSchedule, type ScheduleResult } from './schedule.js';

const threads = 3;
const schedules = fc.uint8Array({ minLength: 1, maxLength: 50 });

/** Every different SAFE profile of a named system, with the systems that have it. */
function safeNamedProfiles(): ReadonlyMap<Profile, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, choices } of namedSystems)
    for (const driver of axes.driver) {
      const profile = { ...choices, driver };
      if (verdict(profile, 2).kind !== 'SAFE') continue;
      const key = JSON.stringify(profile);
      names.set(key, [...(names.get(key) ?? []), name]);
    }
  return new Map([...names].map(([key, systems]) => [JSON.parse(key) as Profile, systems]));
}

/** What went wrong, as one line; undefined when nothing did. */
function fault({ steps, lost, difference }: ScheduleResult): string | undefined {
  if (difference !== undefined) return `step ${steps}: ${JSON.stringify(difference)}`;
  return lost === 0 ? undefined : `after ${steps} steps ${lost} still waits`;
}

describe('every SAFE named profile survives random schedules', () => {
  for (const [profile, systems] of safeNamedProfiles()) {
    test(`${profile.driver}: ${systems.join(', ')}`, () => {
      let steps = 0;
      fc.assert(
        fc.property(schedules, (choices) => {
          const result = followSchedule(profile, threads, choices);
          steps += result.steps;
          assert.equal(fault(result), undefined);
        }),
        { seed: 2026, numRuns: 1000 },
      );
      assert.ok(steps > 1000 * 10, `${steps} steps`);
    });
  }
});

describe('random schedules find what is not SAFE', () => {
  const ours: Profile = {
    order: 'statusFirst',
    update: 'or',
    signal: 'always',
    section: 'whole',
    trigger: 'edge',
    detector: 'transition',
    driver: 'ackFirst',
  };

  test('a driver that acknowledges last loses an event', () => {
    const profile: Profile = { ...ours, driver: 'ackLast' };
    const results = fc
      .sample(schedules, { seed: 7, numRuns: 500 })
      .map((choices) => followSchedule(profile, 2, choices));
    assert.ok(results.some(({ lost }) => lost !== 0));
    assert.ok(
      results.every(({ difference }) => difference === undefined),
      'as the model does',
    );
  });

  test('a pulse that is not sent is a difference at that step', () => {
    const program = programOf(ours);
    const silent: Step = { name: 'pulse', run: () => undefined };
    const broken = { ...program, trigger: program.trigger.map((step) => (step.name === 'pulse' ? silent : step)) };
    const [update, pulse] = [0, 0];
    const result = followSchedule(ours, 1, [0, update, pulse], new DeliveryMachine(ours, 1, rigOf(ours, broken)));
    assert.equal(result.steps, 3);
    assert.equal(result.difference?.action.kind, 'pulse');
    assert.deepEqual([result.difference?.model.latch, result.difference?.code.latch], [true, false]);
  });
});
