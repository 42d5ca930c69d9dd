import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG, VRING, type Delivery, type Operation } from '../../impl/index.js';
import { Actor } from './actor.js';
import type { Design } from './designs.js';
import { notificationAfterReset, objection, ownProfiles } from './history.js';
import { newScene } from './scene.js';
import { SharedLog, type LogEntry } from './shared-log.js';

/** Two device threads and a driver in one thread, so that every interleaving can be forced. */
function stage(
  delivery: Delivery,
  design: Design,
): { queue: Actor; config: Actor; driver: Actor; verdict: () => string } {
  const scene = newScene([delivery], design, 100);
  const [queue, config, driver] = [new Actor(scene, 0), new Actor(scene, 1), new Actor(scene, 2)];
  driver.on().line.open();
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
    const [first, second] = [queue.on().publish(VRING), config.on().publish(CONFIG)];
    first.advance();
    second.advance();
    driver.handle();
    finish(second);
    finish(first);
    while (driver.handle());
    assert.equal(verdict(), 'the model allows it');
    assert.deepEqual(driver.on().tally, { published: 2, serviced: 2 });
  });

  test(`${delivery}: an event that nobody services is an objection`, () => {
    const { queue, verdict } = stage(delivery, 'production');
    finish(queue.on().publish(VRING));
    assert.match(verdict(), /more has to happen/);
  });

  test(`${delivery}: an update that assigns drops the other bit, and is caught`, () => {
    const { queue, config, driver, verdict } = stage(delivery, 'assign');
    finish(queue.on().publish(VRING));
    finish(config.on().publish(CONFIG));
    while (driver.handle());
    assert.match(verdict(), /update of actor 1: InterruptStatus is 2, the model has 3/);
    assert.deepEqual(driver.on().tally, { published: 2, serviced: 1 });
  });

  test(`${delivery}: a torn update drops what came between its halves, and is caught`, () => {
    const { queue, config, driver, verdict } = stage(delivery, 'torn');
    const [first, second] = [queue.on().publish(VRING), config.on().publish(CONFIG)];
    first.advance();
    finish(second);
    finish(first);
    while (driver.handle());
    assert.match(verdict(), /update of actor 0: InterruptStatus is 1, the model has 3/);
    assert.deepEqual(driver.on().tally, { published: 2, serviced: 1 });
  });
}

test('N8: a pulse between whose update and itself a reset came is silent, and caught where it is not', () => {
  for (const [design, expected] of [
    ['production', undefined],
    ['ungated', 'step 4: pulse of actor 0 after a reset'],
  ] as const) {
    const scene = newScene(['edge'], design, 100);
    const [device, driver] = [new Actor(scene, 0), new Actor(scene, 1)];
    driver.on().open();
    const trigger = device.on().publish(VRING);
    trigger.advance();
    driver.on().line.reset();
    finish(trigger);
    assert.equal(notificationAfterReset(new SharedLog(scene.log).entries()), expected);
  }
});

/** On a GIC of two lines the first is pulsed, torn; `before` and `meanwhile` are what the second sees of it. */
function tornPulse(before: (side: Side) => void, meanwhile: (side: Side) => void): (string | undefined)[] {
  const scene = newScene(['edge', 'edge'], 'tornGic', 100);
  const side: Side = { neighbour: new Actor(scene, 1), driver: new Actor(scene, 2) };
  const device = new Actor(scene, 0, () => meanwhile(side));
  for (const line of [0, 1]) side.driver.on(line).line.open();
  before(side);
  finish(device.on(0).publish(VRING));
  while (side.driver.handle());
  const entries = [...new SharedLog(scene.log).entries()];
  const historyOf = (line: number): LogEntry[] => entries.filter((entry) => entry.line === line);
  return [0, 1].map((line) => objection(ownProfiles.edge, 2, historyOf(line)));
}

interface Side {
  readonly neighbour: Actor;
  readonly driver: Actor;
}
const quiet = (): void => undefined;
const pulseSecond = ({ neighbour }: Side): void => finish(neighbour.on(1).publish(VRING));

test('two lines of one GIC: a torn pulse of the first does no harm when nothing comes between', () => {
  assert.deepEqual(tornPulse(pulseSecond, quiet), [undefined, undefined]);
});

test('two lines of one GIC: an interrupt of the second that returns after its acknowledge is caught', () => {
  const [first, second] = tornPulse(pulseSecond, ({ driver }) => driver.handle());
  assert.equal(first, undefined);
  assert.match(second ?? 'no objection', /take of actor 2: not possible/);
});

test('two lines of one GIC: a pulse of the second that is written over is caught', () => {
  const [first, second] = tornPulse(quiet, pulseSecond);
  assert.equal(first, undefined);
  assert.match(second ?? 'no objection', /more has to happen/);
});
