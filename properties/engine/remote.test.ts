import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DeviceLanguage, Played, RemoteSubject, Subject } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { deviceKit } from '../device/kit.js';
import { gicKit } from '../gic/kit.js';
import { subjectByName } from '../subjects.js';
import { check } from './check.js';
import { drive, driveAnywhere, play } from './drive.js';

type Answer = Played<DeviceLanguage>;

function subjectOf(id: string): Subject<DeviceLanguage> {
  const make = subjectByName(deviceKit)[id];
  assert.ok(make !== undefined);
  return make() as Subject<DeviceLanguage>;
}

/** Our implementation, or a mutant of it, as if it were elsewhere. */
function elsewhere(
  id: string,
  change: Partial<RemoteSubject<DeviceLanguage>> = {},
  between: (played: Answer, run: number) => Answer | Promise<Answer> = (played) => played,
): RemoteSubject<DeviceLanguage> & { closed: boolean } {
  const subject = subjectOf(id);
  let runs = 0;
  return {
    name: id,
    closed: false,
    supports: () => true,
    run: async (config, actions) => between(play(subject, config, actions), ++runs),
    async close() {
      this.closed = true;
    },
    ...change,
  };
}

const gone = (): never => {
  throw new IrqlineError('KVM_HOST_DIED', 'it ended');
};

void describe('a subject that is elsewhere', () => {
  void it('passes as it would here, and is closed', async () => {
    const subject = elsewhere('impl');
    const { verdict, runs, subject: name } = await check(deviceKit, () => subject, { seed: 1, runs: 1000 });
    assert.deepEqual([verdict, runs, name, subject.closed], ['pass', 1000, 'impl', true]);
  });

  void it('fails by the same property on the same run as here', async () => {
    for (const id of ['reset-keeps-status', 'read-clears', 'ack-zero-throws']) {
      const { failure } = await check(deviceKit, () => elsewhere(id), { seed: 2, runs: 1000 });
      const here = await check(deviceKit, () => subjectOf(id), { seed: 2, runs: 1000 });
      assert.ok(failure !== undefined);
      assert.deepEqual([failure.property.id, failure.repeat], [here.failure?.property.id, 'again']);
      assert.deepEqual(failure.run, here.failure?.run);
    }
  });

  void it('does only what it can, and nothing that is out of place without the rest', async () => {
    const lacking = ['saveAndRestore', 'fatalError'];
    const seen = new Set<string>();
    const real = elsewhere('impl');
    const able = elsewhere('impl', {
      supports: ({ kind }) => !lacking.includes(kind),
      run: (config, actions) => {
        for (const { kind } of actions) seen.add(kind);
        return real.run(config, actions);
      },
    });
    await check(deviceKit, () => able, { seed: 1, runs: 100 });
    assert.ok(seen.has('restoreDamaged') && lacking.every((kind) => !seen.has(kind)));
  });

  void it('that is gone ends the check without a verdict, with what was run until then', async () => {
    let asked = 0;
    const subject = elsewhere('impl', {}, (played, run) => {
      asked = run;
      return run > 30 ? gone() : played;
    });
    const { verdict, runs, ended, interrupted, stoppedEarly } = await check(deviceKit, () => subject, {
      seed: 1,
      runs: 1000,
    });
    assert.deepEqual(
      [verdict, runs, ended?.code, interrupted, stoppedEarly, subject.closed],
      ['inconclusive', 30, 'KVM_HOST_DIED', false, true, true],
    );
    assert.equal(asked, 31, 'it is asked for nothing more');
  });

  void it('that is gone while its failure is shortened leaves the shortest that it lived to show', async () => {
    let failedAt = 0;
    const subject = elsewhere('read-clears', {}, (played, run) => {
      if (failedAt === 0 && run > 3) failedAt = run;
      return failedAt > 0 && run > failedAt + 5 ? gone() : played;
    });
    const { verdict, failure, ended } = await check(deviceKit, () => subject, { seed: 1, runs: 1000 });
    assert.deepEqual([verdict, ended?.code, failure?.repeat], ['fail', 'KVM_HOST_DIED', 'notTried']);
    assert.ok(failure !== undefined);
    const { config, actions } = failure.run;
    const run = drive(deviceKit.model, subjectOf('read-clears'), config, actions);
    assert.notEqual(failure.property.judge(run), undefined);
  });

  void it('that is interrupted counts what was done, and nothing of it is told as its fault', async () => {
    const controller = new AbortController();
    const subject = elsewhere('impl', {}, (played, run) => {
      if (run < 20) return played;
      controller.abort();
      return gone();
    });
    const { runs, ended, interrupted } = await check(deviceKit, () => subject, {
      seed: 1,
      runs: 1000,
      signal: controller.signal,
    });
    assert.deepEqual([runs, ended, interrupted], [19, undefined, true]);
  });

  void it('that shows it only once is told of as such, with the run as it was', async () => {
    const wrong = ({ outcomes }: Answer): Answer => ({
      outcomes: outcomes.map(({ observation, view }) => ({ observation, view: { ...view, InterruptStatus: 3 } })),
    });
    const subject = elsewhere('impl', {}, (played, run) => (run === 7 ? wrong(played) : played));
    const { failure } = await check(deviceKit, () => subject, { seed: 1, runs: 100 });
    assert.deepEqual([failure?.repeat, failure?.foundAfterRuns], ['onceOnly', 7]);
  });

  void it('is judged up to where it leaves the model, since what follows may be filled up from there', async () => {
    const read = { kind: 'read', offset: 0x60, width: 4 } as const;
    const wrong = ({ outcomes }: Answer): Answer => ({
      outcomes: outcomes.map((outcome, step) =>
        step < 2 ? outcome : { ...outcome, view: { ...outcome.view, line: 1 } },
      ),
    });
    const [config] = fc.sample(deviceKit.config, { seed: 1, numRuns: 1 });
    assert.ok(config !== undefined);
    const actions = [read, read, read, read, read];
    const run = await driveAnywhere(deviceKit.model, elsewhere('impl', {}, wrong), config, actions);
    assert.deepEqual([run.actions.length, run.expected.length, run.actual.length], [3, 3, 3]);
  });

  void it('whose errors are faults of ours lets them through', async () => {
    const subject = elsewhere('impl', {}, () => {
      throw new TypeError('undefined is not a function');
    });
    await assert.rejects(
      check(deviceKit, () => subject, { seed: 1, runs: 10 }),
      TypeError,
    );
    assert.ok(subject.closed);
  });
});

void describe('a GIC that lacks actions', () => {
  void it('is never given what is UNPREDICTABLE without them', async () => {
    const make = gicKit.subjects['soft-gic'];
    assert.ok(make !== undefined);
    const subject = make();
    subject.supports = ({ kind }) => !['writeEnabled', 'endOfInterrupt'].includes(kind);
    const misfits: unknown[] = [];
    const judge = gicKit.properties.map((property) => ({
      ...property,
      judge: (run: Parameters<typeof property.judge>[0]) => {
        misfits.push(gicKit.misfit(run.config, run.actions));
        return undefined;
      },
    }));
    await check({ ...gicKit, properties: judge.slice(0, 1) }, () => subject, { seed: 1, runs: 60 });
    assert.deepEqual([misfits.length, misfits.filter((misfit) => misfit !== undefined)], [60, []]);
  });
});
