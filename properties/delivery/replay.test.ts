import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { LineProgram, Step } from '../../impl/index.js';
import { axes, namedSystems, profiles, verdict, type DeliveryRun, type Profile } from '../../model/index.js';
import { DeliveryMachine } from './machine.js';
import { programOf } from './program.js';
import { replayRun } from './replay.js';
import { rigOf } from './rig.js';

/** The runs by which a profile loses an event; none when it does not. */
function lostRuns(profile: Profile, threads = 2): readonly DeliveryRun[] {
  const judged = verdict(profile, threads);
  assert(judged.kind !== 'INCONCLUSIVE');
  return [judged.lostRun, judged.deadRun].filter((run) => run !== null);
}

/** Replays a run, and requires that the real code goes the model's way and loses the event at the last step. */
function assertLostForReal(profile: Profile, run: DeliveryRun): void {
  const { steps, agrees, hasLost } = replayRun(profile, run);
  const last = steps.at(-1);
  assert.ok(agrees, `${JSON.stringify(profile)}, step ${steps.length}: ${last?.differences.join()}`);
  assert.equal(steps.length, run.steps.length);
  assert.ok(hasLost, JSON.stringify(profile));
  assert.notEqual(last?.code.work, 0);
}

describe('the counterexamples are real', () => {
  for (const { name, choices } of namedSystems) {
    test(`${name} loses on the real code whatever it loses in the model`, () => {
      let losing = 0;
      for (const driver of axes.driver) {
        const profile = { ...choices, driver };
        const runs = lostRuns(profile);
        for (const run of runs) assertLostForReal(profile, run);
        if (runs.length > 0) losing += 1;
      }
      assert.ok(losing >= 2, 'both drivers that acknowledge last lose');
    });
  }

  test('so do three hundred profiles of any kind, with one thread', () => {
    const all = Array.from(profiles());
    const chosen = fc.sample(fc.shuffledSubarray(all, { minLength: 300, maxLength: 300 }), { seed: 1, numRuns: 1 })[0];
    const seen = { update: new Set(), signal: new Set(), section: new Set(), order: new Set(), driver: new Set() };
    let replayed = 0;
    for (const profile of chosen ?? []) {
      for (const run of lostRuns(profile, 1)) {
        assertLostForReal(profile, run);
        replayed += 1;
        for (const [axis, values] of Object.entries(seen)) values.add(profile[axis as keyof typeof seen]);
      }
    }
    assert.ok(replayed > 180, `${replayed} runs`);
    assert.deepEqual(
      Object.entries(seen).map(([axis, values]) => [axis, values.size]),
      Object.keys(seen).map((axis) => [axis, axes[axis as keyof typeof seen].length]),
    );
  });

  test('so do profiles whose second thread matters', () => {
    const torn: Profile = {
      order: 'signalFirst',
      update: 'torn',
      signal: 'onNewBit',
      section: 'split',
      trigger: 'edge',
      detector: 'transition',
      driver: 'ackFirstLoop',
    };
    for (const order of axes.order)
      for (const update of axes.update)
        for (const signal of ['always', 'onRise', 'onNewBit', 'level'] as const)
          for (const trigger of axes.trigger) {
            const profile = { ...torn, order, update, signal, trigger };
            for (const run of lostRuns(profile)) assertLostForReal(profile, run);
          }
  });
});

describe('a replay that goes another way', () => {
  const profile: Profile = {
    order: 'statusFirst',
    update: 'or',
    signal: 'always',
    section: 'split',
    trigger: 'edge',
    detector: 'transition',
    driver: 'ackFirst',
  };
  let run: DeliveryRun;
  before(() => {
    run = lostRuns(profile)[0] ?? assert.fail('split pulses merge');
  });

  /** The program with one micro-step replaced by another. */
  function broken(name: Step['name'], replacement: Step['run']): LineProgram {
    const change = (steps: readonly Step[]): readonly Step[] =>
      steps.map((step) => (step.name === name ? { name, run: replacement } : step));
    const { trigger, ack, reset } = programOf(profile);
    return { trigger: change(trigger), ack: change(ack), reset };
  }

  const cases: readonly { step: Step['name']; run: Step['run']; differs: readonly string[] }[] = [
    { step: 'update', run: () => undefined, differs: ['status'] },
    { step: 'update', run: (wire, { bits }) => wire.assignStatus(bits << 1), differs: ['status'] },
    {
      step: 'update',
      run: (wire, operation) => (wire.setBits(operation.bits), operation.finish()),
      differs: ['threads.0.kind', 'threads.0.bit'],
    },
    { step: 'drive1', run: () => undefined, differs: ['line', 'latch'] },
    { step: 'drive1', run: (wire) => wire.gic.pulseSpi(wire.spi), differs: ['line'] },
    { step: 'drive0', run: () => undefined, differs: ['line'] },
    { step: 'ack', run: () => undefined, differs: ['status'] },
  ];
  for (const { step, run: replacement, differs } of cases) {
    test(`is red at the step: ${step} as ${replacement.toString()}`, () => {
      const replay = replayRun(
        profile,
        run,
        new DeliveryMachine(profile, 2, rigOf(profile, broken(step, replacement))),
      );
      const index = run.steps.findIndex(({ action }) => action.kind === step);
      assert.equal(replay.agrees, false);
      assert.equal(replay.steps.length, index + 1);
      assert.deepEqual(replay.steps.at(-1)?.differences, differs);
      assert.ok(replay.steps.slice(0, -1).every(({ differences }) => differences.length === 0));
    });
  }

  test('is red when the GIC detects edges in another way', () => {
    const other = { ...profile, detector: 'assert' as const };
    const replay = replayRun(profile, run, new DeliveryMachine(other, 2));
    assert.equal(replay.agrees, false);
    assert.deepEqual(replay.steps.at(-1)?.differences, ['latch']);
  });

  test('is red when the driver handles the interrupt in another way', () => {
    const replay = replayRun(profile, run, new DeliveryMachine({ ...profile, driver: 'ackLast' }, 2));
    assert.deepEqual(replay.steps.at(-1)?.differences, ['driver.kind']);
  });
});
