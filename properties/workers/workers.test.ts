import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actor } from './actor.js';
import { notificationAfterReset, objection, ownProfiles } from './history.js';
import { count, historyOf, perform, ROUNDS, switches } from './perform.test.support.js';

const devices = [[0], [0], [0]];
const THREADS = devices.length;

for (const delivery of ['edge', 'level'] as const) {
  const deliveries = [delivery];

  test(`${delivery}: three workers trigger, a fourth acknowledges, nothing is lost and the model allows it`, async () => {
    const scene = await perform({ deliveries, design: 'production', devices, driver: 'driver' });
    const history = historyOf(scene);
    assert.equal(objection(ownProfiles[delivery], THREADS, history), undefined);
    const { published, serviced } = new Actor(scene, THREADS).on().tally;
    assert.equal(published, THREADS * ROUNDS);
    assert.equal(serviced, published);

    // Witness: the threads really met. Otherwise this would show no more than one thread could.
    assert.ok(switches(history) > 100, `${switches(history)} changes of the actor in ${history.length} steps`);
    assert.ok(count(history, 'take') > 20, `${count(history, 'take')} interrupts`);
  });

  for (const design of ['assign', 'torn'] as const) {
    test(`${delivery}: the same test objects to an update that is "${design}"`, async () => {
      const scene = await perform({ deliveries, design, devices, driver: 'driver' });
      assert.notEqual(objection(ownProfiles[delivery], THREADS, historyOf(scene)), undefined);
    });
  }

  test(`N8, ${delivery}: workers that race a reset signal nothing once it has happened`, async () => {
    const scene = await perform({ deliveries, design: 'production', devices, driver: 'resettingDriver' });
    const history = historyOf(scene);
    assert.equal(notificationAfterReset(history), undefined);
    // Witnesses: there were resets, triggers that got through, and triggers that met a closed gate.
    assert.ok(count(history, 'reset') >= 3, `${count(history, 'reset')} resets`);
    const [published, updated] = [count(history, 'publish'), count(history, 'update')];
    assert.ok(updated > 0 && updated < published, `${updated} of ${published} events were notified`);
  });
}

test('a worker that throws ends the play, and leaves nobody behind', async () => {
  const play = perform({ deliveries: ['edge'], design: 'production', devices: [[0], [7]], driver: 'driver' });
  await assert.rejects(play, /line 7 of a scene with 1/);
});
