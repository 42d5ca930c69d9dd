import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceAction, DeviceConfig, DeviceLanguage, Subject } from '../../model/index.js';
import { deviceKit } from '../device/kit.js';
import { implementation } from '../device/implementation.js';
import { choosing, keepsQueuesToo, takesAnyStatus } from '../device/other-choices.test.support.js';
import type { Run } from '../kit.js';
import { check, type CheckOptions, type CheckResult } from './check.js';
import { drive } from './drive.js';

const mutant = (id: string): (() => Subject<DeviceLanguage>) => {
  const found = deviceKit.mutants.find((entry) => entry.id === id);
  assert.ok(found !== undefined, id);
  return () => found.subject();
};

const withoutTime = (result: CheckResult<DeviceLanguage>): unknown => ({ ...result, elapsedMs: 0 });

/** Every run that a check makes, as text. */
async function runsOf(options: CheckOptions): Promise<{ readonly runs: string[]; readonly ofRuns: number[] }> {
  const [runs, ofRuns]: [string[], number[]] = [[], []];
  const subject = recording((config, actions) => runs.push(JSON.stringify({ config, actions })));
  await check(deviceKit, () => subject, { ...options, onProgress: (progress) => ofRuns.push(progress.ofRuns) });
  return { runs, ofRuns };
}

/** The implementation, and after each run what was done with it. */
function recording(keep: (config: DeviceConfig, actions: readonly DeviceAction[]) => void): Subject<DeviceLanguage> {
  const real = implementation();
  let run: { config: DeviceConfig; actions: DeviceAction[] } | undefined;
  const finish = (): void => {
    if (run !== undefined) keep(run.config, run.actions);
    run = undefined;
  };
  return {
    name: 'recording',
    supports: () => true,
    reset(config) {
      finish();
      run = { config, actions: [] };
      real.reset(config);
    },
    apply(action) {
      run?.actions.push(action);
      return real.apply(action);
    },
    observe: () => real.observe(),
    close: finish,
  };
}

void describe('a check', () => {
  void it('makes the same runs and comes to the same result with the same seed, and makes no run again with the next', async () => {
    const [one, again, next] = await Promise.all([5, 5, 6].map((seed) => runsOf({ seed, runs: 350 })));
    assert.equal(one?.runs.length, 350);
    assert.deepEqual(again, one);
    assert.equal(new Set([...one.runs, ...(next?.runs ?? [])]).size, 700);
    const results = await Promise.all(
      [1, 2].map(() => check(deviceKit, mutant('read-clears'), { seed: 5, runs: 300 })),
    );
    const [first, second] = results.map(withoutTime);
    assert.deepEqual(second, first);
  });

  void it('is split by shards into exactly the runs of the whole', async () => {
    const whole = await runsOf({ seed: 3, runs: 430 });
    const shards = await Promise.all(
      [1, 2, 3].map((index) => runsOf({ seed: 3, runs: 430, shard: { index, count: 3 } })),
    );
    assert.deepEqual(
      shards.map(({ runs }) => runs.length),
      [200, 130, 100],
    );
    for (const { runs, ofRuns } of shards) assert.deepEqual(new Set(ofRuns), new Set([runs.length]));
    assert.deepEqual(shards.flatMap(({ runs }) => runs).toSorted(), whole.runs.toSorted());
  });

  void it('finds a failure of a late batch at once with the seed that it names', async () => {
    const lateFrom = async (seed: number): Promise<CheckResult<DeviceLanguage>> => {
      const result = await check(deviceKit, mutant('pulse-on-a-high-line'), {
        seed,
        runs: 5000,
        properties: ['line-comes-down-before-the-pulse'],
      });
      return (result.failure?.foundAfterRuns ?? 0) > 100 || seed > 100 ? result : lateFrom(seed + 1);
    };
    const late = await lateFrom(1);
    assert.ok(late.failure !== undefined && late.failure.foundAfterRuns > 100, 'the failure is in a later batch');
    const again = await check(deviceKit, mutant('pulse-on-a-high-line'), {
      seed: late.failure.seed,
      runs: 100,
      properties: ['line-comes-down-before-the-pulse'],
    });
    assert.deepEqual(again.failure?.run, late.failure.run);
  });

  void it('stops when its time is over or its caller says so, and still counts what it did', async () => {
    const timed = await check(deviceKit, () => implementation(), { seed: 1, runs: 1e6, timeMs: 50 });
    assert.deepEqual([timed.stoppedEarly, timed.interrupted, timed.runs % 100], [true, false, 0]);
    const controller = new AbortController();
    const aborted = await check(deviceKit, () => implementation(), {
      seed: 1,
      runs: 1e6,
      signal: controller.signal,
      onProgress: ({ runs }) => runs >= 200 && controller.abort(),
    });
    assert.deepEqual([aborted.stoppedEarly, aborted.interrupted, aborted.runs], [true, true, 200]);
  });

  void it('is no pass when nothing was run, or when a property never met its case', async () => {
    const nothing = await check(deviceKit, () => implementation(), {
      seed: 1,
      runs: 100,
      shard: { index: 2, count: 2 },
    });
    assert.deepEqual([nothing.verdict, nothing.runs], ['inconclusive', 0]);
    const idle = { ...deviceKit, actions: () => deviceKit.actions(aConfig).map(() => []) };
    const unmet = await check(idle, () => implementation(), { seed: 1, runs: 100, properties: ['reset-clears'] });
    assert.equal(unmet.verdict, 'inconclusive');
    assert.ok(unmet.witnesses.some(({ count, required }) => count < required));
  });

  void it('closes its subject also when a property throws', async () => {
    let closed = 0;
    const subject = { ...recording(() => {}), close: () => (closed += 1) };
    const broken = deviceKit.properties.slice(0, 1).map((property) => ({
      ...property,
      witnesses: [
        {
          name: 'throws',
          atLeastPerThousandRuns: 0,
          count: () => {
            throw new Error('a broken witness');
          },
        },
      ],
    }));
    const result = check({ ...deviceKit, properties: broken }, () => subject, { seed: 1, runs: 10 });
    await assert.rejects(result, /a broken witness/);
    assert.equal(closed, 1);
  });
});

void describe('a failing run', () => {
  for (const { id, killedBy } of deviceKit.mutants) {
    void it(`of ${id} cannot lose any single action`, async () => {
      const { failure } = await check(deviceKit, mutant(id), { seed: 11, runs: 5000, properties: [killedBy] });
      assert.ok(failure !== undefined, `${killedBy} kills ${id}`);
      const { config, actions } = failure.run;
      for (const index of actions.keys()) {
        const fewer = actions.filter((_, other) => other !== index);
        if (deviceKit.misfit(config, fewer) !== undefined) continue;
        const run = judgeable(mutant(id)(), config, fewer);
        assert.equal(failure.property.judge(run), undefined, `without action ${index}`);
      }
      assert.equal(failure.violation.step, actions.length - 1, 'nothing comes after the violation');
    });
  }
});

void describe('a subject that differs from the model', () => {
  const seeds = [1, 2, 3];

  void it('and breaks a clause is reported by the clause, whatever differs before', async () => {
    for (const seed of seeds) {
      const { failure } = await check(deviceKit, () => choosing(keepsQueuesToo), { seed, runs: 1000 });
      assert.equal(failure?.property.id, 'reset-clears', `seed ${seed}`);
      assert.equal(failure.repeat, 'again');
    }
  });

  void it('and breaks none is reported by the comparison, as short as can be, when enough runs have broken none', async () => {
    for (const seed of seeds) {
      const result = await check(deviceKit, () => choosing(takesAnyStatus), {
        seed,
        runs: 600,
        runsAfterDifference: 300,
      });
      const { failure, runs } = result;
      assert.equal(failure?.property.id, 'agrees-with-the-model');
      assert.deepEqual([failure.run.actions.length <= 2, failure.repeat], [true, 'again']);
      assert.ok(failure.foundAfterRuns < 100 && runs >= 300 + failure.foundAfterRuns && runs < 600, `${runs} runs`);
      const again = await check(deviceKit, () => choosing(takesAnyStatus), { seed: failure.seed, runs: 100 });
      assert.deepEqual(again.failure?.run, failure.run);
    }
  });

  void it('is compared alone where that alone is asked for, and stops at once', async () => {
    const options: CheckOptions = { seed: 1, runs: 1000, properties: ['agrees-with-the-model'] };
    const { failure, runs } = await check(deviceKit, () => choosing(keepsQueuesToo), options);
    assert.deepEqual([failure?.property.id, runs], ['agrees-with-the-model', failure?.foundAfterRuns]);
  });

  void it('and does not do so again is reported as it was, and said not to', async () => {
    let calls = 0;
    const once = choosing((state, action) => {
      const isIt = action.kind === 'write' && action.offset === 0x70 && action.value === 1 && (calls += 1) === 3;
      return isIt ? deviceKit.model.step(state, { ...action, value: 3 }) : deviceKit.model.step(state, action);
    });
    const { failure } = await check(deviceKit, () => once, { seed: 1, runs: 200 });
    assert.deepEqual([failure?.property.id, failure?.repeat], ['agrees-with-the-model', 'onceOnly']);
    assert.equal(failure?.run.actions.length, (failure?.violation.step ?? 0) + 1);
  });
});

void describe('a subject that crashes', () => {
  void it('is reported with what came before, and what it said', async () => {
    const { failure } = await check(deviceKit, mutant('ack-zero-throws'), { seed: 2, runs: 1000 });
    assert.equal(failure?.property.id, 'nothing-crashes');
    assert.equal(failure.run.actual.length, failure.run.actions.length - 1);
    assert.match(failure.run.crash ?? '', /InterruptACK of 0/);
    assert.match(String(failure.violation.actual), /InterruptACK of 0/);
  });

  void it('is reported by the comparison with the model as well', async () => {
    const options: CheckOptions = { seed: 2, runs: 1000, properties: ['agrees-with-the-model'] };
    const { failure } = await check(deviceKit, mutant('ack-zero-throws'), options);
    assert.match(failure?.violation.message ?? '', /could not go on: .*InterruptACK of 0/);
    assert.equal(failure?.violation.actual, null);
  });

  void it('in its reset has no step to show', () => {
    const subject: Subject<DeviceLanguage> = {
      ...recording(() => {}),
      reset: () => {
        throw new Error('no memory');
      },
    };
    const run = judgeable(subject, aConfig, [{ kind: 'fatalError' }]);
    assert.deepEqual([run.actual, run.crash], [[], 'no memory']);
  });
});

const aConfig: DeviceConfig = {
  deviceId: 1,
  vendorId: 0,
  features: [0, 1],
  queueSizeMax: [4],
  config: [0],
  configWritable: false,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always' },
};

function judgeable(
  subject: Subject<DeviceLanguage>,
  config: DeviceConfig,
  actions: readonly DeviceAction[],
): Run<DeviceLanguage> {
  return drive(deviceKit.model, subject, config, actions);
}
