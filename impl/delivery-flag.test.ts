import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryFromFlag } from './delivery-flag.js';

test('an SPI is rising-edge or level-high, by the flags of the device tree binding', () => {
  assert.equal(deliveryFromFlag(1), 'edge');
  assert.equal(deliveryFromFlag(4), 'level');
});

test('an SPI of a GICv3 is never active low, falling-edge, or anything else', () => {
  for (const flag of [8, 2, 0, 3, 5, -1, Number.NaN]) {
    assert.throws(() => deliveryFromFlag(flag), { name: 'IrqlineError', code: 'TRIGGER_NOT_SUPPORTED' });
  }
});
