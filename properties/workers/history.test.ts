import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG, VRING, type Delivery, type Operation } from '../../impl/index.js';
import { notificationAfterReset, objection, ownProfiles } from './history.js';
import { Actor, newScene, type Design } from './scene.js';
import { SharedLog } from './shared-log.js';

/** Two device threads and a driver in one thread, so that every interleaving can be forced. */
function stage(
  delivery: Delivery,
  design: Design,
): { queue: Actor; config: Actor; driver: Actor; verdict: () => string } {
  const scene = newScene(delivery, design, 100);
  const [queue, config, driver] = [new Actor(scene, 0), new Actor(scene, 1), new Actor(scene, 2)];
  driver.line.open();
  const verdict = (): string =>
    objection(ownProfiles[delivery], 2, new SharedLog(scene.log).entries()) ?? 'the model allows it';
  return { queue, config, driver, verdict };
}

function finish(operation: Operation): void {
  while (operation.next !== undefined) operation.advance();
}

for (const delivery of ['edge', 'level'] as const) {
  test(`${delivery}: two triggers whose steps alternate, and the interrupts they make, are allowed`, () => {
    const { queue, config, driver, verdict } = stage(delivery, 'production');
    const [first, second] = [queue.publish(VRING), config.publish(CONFIG)];
    first.advance();
    second.advance();
    driver.handle();
    finish(second);
    finish(first);
    while (driver.handle());
    assert.equal(verdict(), 'the model allows it');
    assert.deepEqual(driver.tally, { published: 2, serviced: 2 });
  });

  test(`${delivery}: an event that nobody services is an objection`, () => {
    const { queue, verdict } = stage(delivery, 'production');
    finish(queue.publish(VRING));
    assert.match(verdict(), /more has to happen/);
  });

  test(`${delivery}: an update that assigns drops the other bit, and is caught`, () => {
    const { queue, config, driver, verdict } = stage(delivery, 'assign');
    finish(queue.publish(VRING));
    finish(config.publish(CONFIG));
    while (driver.handle());
    assert.match(verdict(), /update of actor 1: InterruptStatus is 2, the model has 3/);
    assert.deepEqual(driver.tally, { published: 2, serviced: 1 });
  });

  test(`${delivery}: a torn update drops what came between its halves, and is caught`, () => {
    const { queue, config, driver, verdict } = stage(delivery, 'torn');
    const [first, second] = [queue.publish(VRING), config.publish(CONFIG)];
    first.advance();
    finish(second);
    finish(first);
    while (driver.handle());
    assert.match(verdict(), /update of actor 0: InterruptStatus is 1, the model has 3/);
    assert.deepEqual(driver.tally, { published: 2, serviced: 1 });
  });
}

test('N8: a pulse between whose update and itself a reset came is silent, and caught where it is not', () => {
  for (const [design, expected] of [
    ['production', undefined],
    ['ungated', 'step 4: pulse of actor 0 after a reset'],
  ] as const) {
    const scene = newScene('edge', design, 100);
    const [device, driver] = [new Actor(scene, 0), new Actor(scene, 1)];
    driver.open();
    const trigger = device.publish(VRING);
    trigger.advance();
    driver.line.reset();
    finish(trigger);
    assert.equal(notificationAfterReset(new SharedLog(scene.log).entries()), expected);
  }
});
