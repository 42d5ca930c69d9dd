import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../impl/index.js';
import { Actor } from './actor.js';
import { objection, ownProfiles } from './history.js';
import { count, historyOf, perform, ROUNDS, switches, type Play } from './perform.test.support.js';
import type { Scene } from './scene.js';

/** Two threads share the first line, one has the second to itself, and the last goes from line to line. */
const devices = [[0], [0], [1], [0, 1, 2]];
const THREADS = devices.length;
/** What a third of the last thread's rounds comes to, for the first, the second and the third line. */
const shares = [667, 667, 666];
const expected = [2 * ROUNDS, ROUNDS, 0].map((own, line) => own + (shares[line] ?? 0));

const play = (deliveries: readonly Delivery[], design: Play['design']): Promise<Scene> =>
  perform({ deliveries, design, devices, driver: 'driver' });

/** The model's objection to what happened on each line, seen alone. */
function objections(scene: Scene): (string | undefined)[] {
  return scene.lines.map(({ delivery }, line) => objection(ownProfiles[delivery], THREADS, historyOf(scene, line)));
}

for (const deliveries of [
  ['edge', 'edge', 'edge'],
  ['edge', 'level', 'level'],
] as const) {
  const names = deliveries.join(', ');

  test(`lines ${names}: four workers trigger different and the same ones, a fifth handles all, nothing is lost on any`, async () => {
    const scene = await play(deliveries, 'production');
    assert.deepEqual(objections(scene), [undefined, undefined, undefined]);
    const driver = new Actor(scene, THREADS);
    for (const [line, published] of expected.entries()) {
      assert.deepEqual(driver.on(line).tally, { published, serviced: published }, `line ${line}`);
      // Witness: events and interrupts of each line were mixed.
      const history = historyOf(scene, line);
      assert.ok(switches(history) > 20, `line ${line}: ${switches(history)} changes of the actor`);
      assert.ok(count(history, 'take') > 10, `line ${line}: ${count(history, 'take')} interrupts`);
    }
  });
}

test('the same test objects to a GIC that writes back the latches of the other lines', async () => {
  const scene = await play(['edge', 'edge', 'edge'], 'tornGic');
  const [first, second, third] = objections(scene);
  assert.ok(first !== undefined || second !== undefined, 'the model allows all of it');
  // Its SPI is alone in its register.
  assert.equal(third, undefined);
});
