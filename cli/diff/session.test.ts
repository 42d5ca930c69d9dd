import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { KvmClient, QemuMachines, quirks, rungs } from '../../kvm-backend/index.js';
import { runOf } from '../../kvm-backend/diff/documented.js';
import type { RunRequest } from '../../kvm-backend/guest/run.js';
import { PROTOCOL } from '../../kvm-backend/remote/protocol.js';
import { greeting } from '../../kvm-backend/remote/server.js';
import { FakeLink } from '../../kvm-backend/testing/fake-link.js';
import { gicModel, predict } from '../../model/index.js';
import { everything, nothing } from './selection.js';
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

void test('without QEMU the others go on, and what they came to is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'irqline-session-'));
  const path = process.env['PATH'];
  try {
    writeFileSync(join(folder, 'qemu-system-aarch64'), '#!/bin/sh\necho no such machine >&2\nexit 1\n', {
      mode: 0o755,
    });
    process.env['PATH'] = [folder, path].join(delimiter);
    const plan = {
      against: ['soft-gic', 'qemu'],
      machines: new QemuMachines(20_000),
      rungs: lockstep,
      selection: everything(1),
      seed: 1,
      runs: 20,
    } as const;
    const { results, qemu, isWhole, ended } = await compareAll(undefined, plan, new AbortController().signal);
    assert.deepEqual(
      results.map(({ subject, verdict, runs, interrupted }) => [subject, verdict, runs, interrupted]),
      [
        ['soft-gic', 'pass', 20, false],
        ['qemu', 'inconclusive', 0, true],
      ],
    );
    assert.deepEqual([qemu, isWhole, ended?.code], [undefined, false, 'QEMU_DIED']);
    assert.match(ended?.detail ?? '', /no such machine/);
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  }
});
