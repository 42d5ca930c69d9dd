import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceModel, type DeviceChoices, type DeviceConfig, type DeviceLanguage } from '../../model/index.js';
import { check } from '../engine/check.js';
import { RigSubject } from '../rig-subject.js';
import { deviceKit } from './kit.js';

/** The model itself as a subject: it is right by its own lights, whatever it is made with. */
const model = (): RigSubject<DeviceLanguage> =>
  new RigSubject<DeviceLanguage>('model', (config) => {
    let state = deviceModel.init(config);
    return {
      apply(action) {
        const next = deviceModel.step(state, action);
        ({ state } = next);
        return next.observation;
      },
      observe: () => deviceModel.view(state),
    };
  });

const withPart = (part: (config: DeviceConfig) => DeviceConfig): typeof deviceKit => ({
  ...deviceKit,
  config: deviceKit.config.map(part),
});

const all: readonly DeviceChoices[] = (['always', 'onRise', 'onNewBit', 'assertOnly', 'level'] as const).flatMap(
  (signal) =>
    (['none', 'DRIVER_OK'] as const).flatMap((ackGate) =>
      ([8, 32] as const).flatMap((ackWidth) =>
        ([2, 3] as const).map((configEventSets) => ({ signal, ackGate, ackWidth, configEventSets })),
      ),
    ),
);

void describe('the properties judge a device by its own choices', () => {
  for (const choices of all) {
    void it(JSON.stringify(choices), async () => {
      const { failure, actions } = await check(
        withPart((config) => ({ ...config, choices })),
        model,
        { seed: 1, runs: 100 },
      );
      assert.equal(failure, undefined, `${failure?.property.id}: ${JSON.stringify(failure?.violation)}`);
      assert.ok(actions > 1000);
    });
  }
});

void describe('runs are made of a device', () => {
  for (const [what, part] of [
    ['without a configuration space', { config: [] }],
    ['without queues', { queueSizeMax: [] }],
    ['with neither', { config: [], queueSizeMax: [] }],
  ] as const) {
    void it(what, async () => {
      const { failure, actions } = await check(
        withPart((config) => ({ ...config, ...part })),
        model,
        { seed: 1, runs: 100 },
      );
      assert.equal(failure, undefined);
      assert.ok(actions > 1000);
    });
  }
});
