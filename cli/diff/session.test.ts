import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KvmClient, quirks, rungs } from '../../kvm-backend/index.js';
import { runOf } from '../../kvm-backend/diff/documented.js';
import type { RunRequest } from '../../kvm-backend/guest/run.js';
import { PROTOCOL } from '../../kvm-backend/remote/protocol.js';
import { greeting } from '../../kvm-backend/remote/server.js';
import { FakeLink } from '../../kvm-backend/testing/fake-link.js';
import { gicModel, predict } from '../../model/index.js';
import { nothing } from './selection.js';
import { compareAll } from './session.js';
import { only } from './trace.js';

/** A KVM whose vCPUs have so many list registers, whatever a run says. */
async function kvmWith(count: number): Promise<KvmClient> {
  const play = ({ config, actions }: RunRequest) => {
    const behaviour = { ...config.behaviour, listRegisters: { count, tracksOverflow: false } };
    return { outcomes: predict(gicModel, { ...config, behaviour }, actions) };
  };
  const link = new FakeLink({ runAgent: (runs) => (runs as readonly RunRequest[]).map(play) });
  setImmediate(() => link.say(JSON.stringify({ ...greeting(PROTOCOL), kernel: '6.12.0' })));
  return KvmClient.connect(link);
}

const lockstep = rungs.filter(({ number }) => number === 2);

for (const count of [4, 8]) {
  void test(`the trace of a quirk of list registers is made again by rung 2, with the ${count} that there are`, async () => {
    const client = await kvmWith(count);
    const quirk = quirks.find(({ id }) => id === 'K16-active-ones-hide-what-is-pending') ?? assert.fail();
    const plan = {
      against: ['kvm'],
      rungs: only(runOf(quirk), lockstep),
      selection: nothing,
      seed: 1,
      runs: 1,
    } as const;
    const { results } = await compareAll({ client, kind: 'native' }, plan, new AbortController().signal);
    assert.deepEqual(
      results.map(({ rung, verdict }) => [rung, verdict]),
      [[2, 'pass']],
    );
    await client.close();
  });
}
