import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceLanguage, DeviceObservation, DeviceView, Outcome } from '../../../model/index.js';
import { check } from '../../engine/check.js';
import type { Property, Run } from '../../kit.js';
import { implementation } from '../implementation.js';
import { deviceKit } from '../kit.js';

type Step = Outcome<DeviceLanguage>;

/** What a run led to, with one outcome put in place of another: as if the subject had shown that. */
function forged(run: Run<DeviceLanguage>, at: number, change: (step: Step) => Step): Run<DeviceLanguage> {
  return { ...run, actual: run.actual.map((step, index) => (index === at ? change(step) : step)) };
}

const seen =
  (change: Partial<DeviceView>): ((step: Step) => Step) =>
  (step) => ({ ...step, view: { ...step.view, ...change } });

const shown =
  (change: Partial<DeviceObservation>): ((step: Step) => Step) =>
  (step) => ({ ...step, observation: { ...step.observation, ...change } });

/** Lies that a subject could tell: each property has to see through at least one of them somewhere in a good run. */
const lies: readonly ((step: Step) => Step)[] = [
  ...[0, 1, 2, 3, 4].map((InterruptStatus) => seen({ InterruptStatus })),
  ...[0, 1].map((line) => seen({ line: line as 0 | 1 })),
  seen({ Status: 0 }),
  seen({ Status: 15 }),
  seen({ ConfigGeneration: 99 }),
  shown({ signals: [] }),
  shown({ signals: ['pulse'] }),
  shown({ signals: ['assert'] }),
  shown({ value: 1 }),
  shown({ notified: 0 }),
];

async function goodRuns(): Promise<readonly Run<DeviceLanguage>[]> {
  const runs: Run<DeviceLanguage>[] = [];
  const keeper: Property<DeviceLanguage> = {
    id: 'nothing-crashes',
    title: 'keeps every run',
    clauses: [],
    because: 'It looks at them.',
    unchecked: 'Everything.',
    judge: (run) => void runs.push(run),
    witnesses: [],
  };
  await check({ ...deviceKit, properties: [keeper] }, () => implementation(), { seed: 4, runs: 200 });
  return runs;
}

void describe('each property of the device', async () => {
  const runs = await goodRuns();

  for (const property of deviceKit.properties) {
    void it(`${property.id} passes good runs and sees through a lie`, () => {
      for (const run of runs) assert.equal(property.judge(run), undefined);
      assert.ok(runs.some((run) => seesThroughALie(property, run)));
    });
  }

  void it('names a step of the run, and says what was expected', () => {
    for (const property of deviceKit.properties) {
      for (const run of runs.slice(0, 20)) {
        const violation = property.judge(forged(run, 5, seen({ InterruptStatus: 8, ConfigGeneration: 77 })));
        if (violation === undefined) continue;
        assert.ok(violation.step >= 5 && violation.step < run.actions.length, property.id);
        assert.notDeepEqual(violation.expected, violation.actual, property.id);
      }
    }
  });

  void it('has clauses, a reason, and witnesses that can be missed', () => {
    const nothing: Run<DeviceLanguage> = { config: firstConfig(runs), actions: [], expected: [], actual: [] };
    for (const { id, clauses, because, unchecked, witnesses } of deviceKit.properties) {
      assert.ok(clauses.length > 0 && because !== '' && unchecked !== '' && witnesses.length > 0, id);
      for (const witness of witnesses) {
        assert.ok(witness.atLeastPerThousandRuns >= 1, `${id}: ${witness.name}`);
        if (id !== 'nothing-crashes') assert.equal(witness.count(nothing), 0, `${id}: ${witness.name}`);
      }
    }
    assert.equal(new Set(deviceKit.properties.map(({ id }) => id)).size, deviceKit.properties.length);
  });
});

/** A crash is a lie, too: it is told by leaving out the rest of the run. */
function seesThroughALie(property: Property<DeviceLanguage>, run: Run<DeviceLanguage>): boolean {
  const crashed = { ...run, actual: run.actual.slice(0, -1), crash: 'out of memory' };
  if (property.id === 'nothing-crashes') return property.judge(crashed) !== undefined;
  return run.actual.some((_, at) => lies.some((lie) => property.judge(forged(run, at, lie)) !== undefined));
}

function firstConfig([run]: readonly Run<DeviceLanguage>[]): Run<DeviceLanguage>['config'] {
  assert.ok(run !== undefined);
  return run.config;
}
