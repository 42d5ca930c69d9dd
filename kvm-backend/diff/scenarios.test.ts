import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type GicLanguage, type Outcome } from '../../model/index.js';
import { gicScenarios } from '../../properties/gic/scenarios/index.js';
import { breakingQuirks } from '../../properties/gic/scenarios/scenario.js';
import { interfaceScenarios, interruptScenarios } from '../../properties/gic/scenarios/names.js';
import { LIST_REGISTERS } from '../../properties/kvm/in-flight.js';
import { contractCases } from '../contract/cases/index.js';
import type { RunRequest } from '../guest/run.js';
import { KvmClient } from '../remote/client.js';
import { PROTOCOL } from '../remote/protocol.js';
import { greeting } from '../remote/server.js';
import { FakeLink } from '../testing/fake-link.js';
import { quirks } from './quirks/index.js';
import { compareScenarios, type ScenarioOutcome } from './scenarios.js';

type Seen = Outcome<GicLanguage>;

const predicted = new Map<string, readonly Seen[]>();

/** What the model predicts of a run, which no other run changes: most scenarios are the same on every kernel here. */
function predictOnce({ config, actions }: RunRequest): readonly Seen[] {
  const key = JSON.stringify([config, actions]);
  const outcomes = predicted.get(key) ?? predict(gicModel, config, actions);
  predicted.set(key, outcomes);
  return outcomes;
}

/** What comes of the scenarios on a host whose KVM is the model of this kernel; its answers are spoilt. */
async function onKernel(kernel: string, spoil = (seen: Seen): Seen => seen): Promise<readonly ScenarioOutcome[]> {
  const link = new FakeLink({
    runAgent: (body) => (body as readonly RunRequest[]).map((run) => ({ outcomes: predictOnce(run).map(spoil) })),
  });
  const connecting = KvmClient.connect(link);
  link.say(JSON.stringify({ ...greeting(PROTOCOL), kernel }));
  const client = await connecting;
  try {
    return await compareScenarios(client, LIST_REGISTERS, gicScenarios, new AbortController().signal, () => undefined);
  } finally {
    await client.close();
  }
}

const count = (outcomes: readonly ScenarioOutcome[], wanted: ScenarioOutcome['kind']): number =>
  outcomes.filter(({ kind }) => kind === wanted).length;

void test('every name has a trace, or for KVM’s own interface a call', () => {
  const named = new Set<string | undefined>([
    ...gicScenarios.map(({ name }) => name),
    ...contractCases.map(({ scenario }) => scenario),
  ]);
  named.delete(undefined);
  assert.deepEqual(named, new Set([...interruptScenarios, ...interfaceScenarios]));
});

void test('what breaks a scenario is a documented quirk', () => {
  const ids = new Set(quirks.map(({ id }) => id));
  const broken = gicScenarios.flatMap(({ brokenBy }) => (brokenBy === undefined ? [] : [brokenBy]));
  assert.ok(broken.length > 0 && broken.every((id) => ids.has(id)));
});

void test('an older KVM agrees but for what its quirks break; of a newer one fewer', async () => {
  const older = await onKernel('6.12.57');
  assert.equal(count(older, 'known'), gicScenarios.filter(({ brokenBy }) => brokenBy !== undefined).length);
  assert.equal(count(older, 'differs'), 0);
  const still = gicScenarios.filter(
    ({ brokenBy }) => brokenBy && breakingQuirks[brokenBy] === 'on every kernel',
  ).length;
  const newer = await onKernel('6.19.1');
  assert.ok(still > 0);
  assert.deepEqual([count(newer, 'known'), count(newer, 'differs')], [still, 0]);
});

void test('a KVM whose irqfd injects later acts out what does not go by one', async () => {
  const acted = await onKernel('5.8.1');
  const byLine = gicScenarios.filter(({ way }) => way !== 'irqfd').map(({ id }) => id);
  assert.ok(byLine.length > 50 && byLine.length < gicScenarios.length);
  assert.deepEqual(
    acted.map(({ id }) => id),
    byLine,
  );
});

void test('a KVM that takes nothing differs, and says where', async () => {
  const deaf = await onKernel('6.12.57', (seen) =>
    seen.observation.kind === 'value' ? { ...seen, observation: { kind: 'value', value: 1023 } } : seen,
  );
  const differing = deaf.filter(({ kind }) => kind === 'differs');
  // Where nothing comes through on any KVM, nothing is missing.
  const taking = gicScenarios.filter(({ brokenBy }) => brokenBy !== 'K13-pending-before-enabled');
  assert.equal(differing.length, taking.length);
  assert.ok(differing.every(({ difference }) => difference !== undefined));
});
