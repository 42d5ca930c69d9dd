import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spiTriggerFromFlag, triggerFlags } from './trigger.js';

test('the flags are those of the device tree binding', () => {
  assert.deepEqual(triggerFlags, { edgeRising: 1, levelHigh: 4, levelLow: 8 });
});

test('an SPI is rising-edge or level-high', () => {
  assert.equal(spiTriggerFromFlag(1), 'edgeRising');
  assert.equal(spiTriggerFromFlag(4), 'levelHigh');
});

test('an SPI of a GICv3 is never active low, falling-edge, or anything else', () => {
  for (const flag of [8, 2, 0, 3, 5, -1, Number.NaN]) {
    assert.throws(() => spiTriggerFromFlag(flag), { name: 'IrqlineError', code: 'TRIGGER_NOT_SUPPORTED' });
  }
});
