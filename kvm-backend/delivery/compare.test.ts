import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { rigOf } from '../../properties/delivery/rig.js';
import { deliveryRuns, workLeftBy, type ActedRun } from '../../properties/kvm/delivery-runs.js';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { greeting } from '../remote/server.js';
import { FakeLink } from '../testing/fake-link.js';
import { actOn, type DeliveryReply, type DeliveryRequest } from './act.js';
import { compareDelivery, judgeDelivery } from './compare.js';

const requestOf = ({ profile, threads, run }: ActedRun): DeliveryRequest => ({ profile, threads, steps: run.steps });

describe('delivery runs for KVM to act out', () => {
  let runs: readonly ActedRun[] = [];
  const named = (name: string, kind: ActedRun['kind']): ActedRun =>
    runs.find((run) => run.kind === kind && run.names.includes(`${name}/${kind}-1`)) ??
    assert.fail(`no ${kind} run of ${name}`);
  before(() => {
    runs = deliveryRuns(1, 2);
  });

  test('are of every named system, and end where nobody has anything left to do', () => {
    const systems = new Set(runs.flatMap(({ names }) => names).map((name) => name.split('/')[0]));
    assert.equal(systems.size, 11);
    for (const { kind, run } of runs) assert.equal(workLeftBy(run) !== 0, kind === 'lost');
    assert.ok(runs.every(({ profile }) => profile.detector === 'assert'));
  });

  test('what QEMU’s own GIC loses is saved behind KVM’s, and crosvm loses the same behind either', () => {
    assert.equal(named('qemu/linux', 'saved').run.steps.length > 9, true);
    assert.equal(named('crosvm/linux', 'lost').run.steps.length, 10);
  });

  test('a GIC to which every assertion is an edge goes the model’s way throughout, in batches and with progress', async () => {
    const link = new FakeLink({
      actOut: (body) => (body as readonly DeliveryRequest[]).map((run) => actOn(rigOf(run.profile), run)),
    });
    const connecting = KvmClient.connect(link);
    link.say(JSON.stringify(greeting(PROTOCOL)));
    const client = await connecting;
    const done: number[] = [];
    const outcomes = await compareDelivery(client, runs, new AbortController().signal, (count) => done.push(count));
    assert.deepEqual(
      outcomes.filter(({ wrong }) => wrong !== undefined),
      [],
    );
    assert.deepEqual([outcomes.length, done.at(-1)], [runs.length, runs.length]);
    assert.deepEqual(await compareDelivery(client, runs, AbortSignal.abort(), () => assert.fail()), []);
    await client.close();
  });

  test('a GIC to which only a change is an edge saves nothing', () => {
    const saved = named('qemu/linux', 'saved');
    const reply = actOn(rigOf({ ...saved.profile, detector: 'transition' }), requestOf(saved));
    assert.match(judgeDelivery(saved, reply).wrong ?? '', /^KVM went another way at step \d+ of \d+ \(\w+\): latch/);
  });

  test('a step missing, a signal that stays, an event kept or lost: each is wrong in its own words', () => {
    const lost = named('crosvm/linux', 'lost');
    const good = actOn(rigOf(lost.profile), requestOf(lost));
    const wrongOf = (reply: DeliveryReply, kind: ActedRun['kind'] = 'lost') =>
      judgeDelivery({ ...lost, kind }, reply).wrong;
    assert.equal(wrongOf(good), undefined);
    assert.match(wrongOf({ ...good, views: good.views.slice(0, 3), crash: 'EIO' }) ?? '', /step 4 of 10 \(\w+\): EIO$/);
    assert.match(wrongOf({ ...good, isQuiescent: false }) ?? '', /signals its PE/);
    assert.equal(wrongOf(good, 'safe'), 'an event was lost');
    const safe = runs.find(({ kind }) => kind === 'safe') ?? assert.fail();
    const { wrong } = judgeDelivery({ ...safe, kind: 'lost' }, actOn(rigOf(safe.profile), requestOf(safe)));
    assert.equal(wrong, 'no event was lost');
  });
});
