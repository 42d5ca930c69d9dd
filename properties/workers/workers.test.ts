import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Delivery } from '../../impl/index.js';
import { notificationAfterReset, objection, ownProfiles } from './history.js';
import { Actor, newScene, type Design, type Scene } from './scene.js';
import { SharedLog, type LogEntry } from './shared-log.js';
import type { Role } from './worker.js';

const THREADS = 3;
const ROUNDS = 2000;
/** A trigger makes at most three entries, and an interrupt, of which there are no more than signals, five. */
const LOG_CAPACITY = THREADS * ROUNDS * 8 + 20_000;

async function perform(delivery: Delivery, design: Design, driver: Role['kind'], isOpen: boolean): Promise<Scene> {
  const scene = newScene(delivery, design, LOG_CAPACITY);
  if (isOpen) new Actor(scene, THREADS).line.open();
  const roles = Array.from({ length: THREADS + 1 }, (_, actor): Role => ({
    scene,
    actor,
    kind: actor === THREADS ? driver : 'device',
    threads: THREADS,
    rounds: ROUNDS,
  }));
  await Promise.all(
    roles.map((workerData) => once(new Worker(new URL('worker.js', import.meta.url), { workerData }), 'exit')),
  );
  return scene;
}

const historyOf = (scene: Scene): LogEntry[] => [...new SharedLog(scene.log).entries()];
const count = (history: readonly LogEntry[], kind: LogEntry['kind']): number =>
  history.filter((entry) => entry.kind === kind).length;

for (const delivery of ['edge', 'level'] as const) {
  test(`${delivery}: three workers trigger, a fourth acknowledges, nothing is lost and the model allows it`, async () => {
    const scene = await perform(delivery, 'production', 'driver', true);
    const history = historyOf(scene);
    assert.equal(objection(ownProfiles[delivery], THREADS, history), undefined);
    const { published, serviced } = new Actor(scene, THREADS).tally;
    assert.equal(published, THREADS * ROUNDS);
    assert.equal(serviced, published);

    // Witness: the threads really met. Otherwise this would show no more than one thread could.
    const switches = history.filter((entry, index) => index > 0 && entry.actor !== history[index - 1]?.actor).length;
    assert.ok(switches > 100, `${switches} changes of the actor in ${history.length} steps`);
    assert.ok(count(history, 'take') > 20, `${count(history, 'take')} interrupts`);
  });

  for (const design of ['assign', 'torn'] as const) {
    test(`${delivery}: the same test objects to an update that is "${design}"`, async () => {
      const scene = await perform(delivery, design, 'driver', true);
      assert.notEqual(objection(ownProfiles[delivery], THREADS, historyOf(scene)), undefined);
    });
  }

  test(`N8, ${delivery}: workers that race a reset signal nothing once it has happened`, async () => {
    const scene = await perform(delivery, 'production', 'resettingDriver', false);
    const history = historyOf(scene);
    assert.equal(notificationAfterReset(history), undefined);
    // Witnesses: there were resets, triggers that got through, and triggers that met a closed gate.
    assert.ok(count(history, 'reset') >= 3, `${count(history, 'reset')} resets`);
    const [published, updated] = [count(history, 'publish'), count(history, 'update')];
    assert.ok(updated > 0 && updated < published, `${updated} of ${published} events were notified`);
  });
}
