import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusBits } from '../../spec/virtio-mmio.js';
import { statusAfterWrite } from './status.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED, DEVICE_NEEDS_RESET } = statusBits;
const NEGOTIATED = ACKNOWLEDGE | DRIVER | FEATURES_OK;

test('the driver sets one stage after the other', () => {
  let status = 0;
  for (const bit of [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED]) {
    const written = status | bit;
    status = statusAfterWrite(status, written, true);
    assert.equal(status, written);
  }
});

test('several stages in one write are taken', () => {
  assert.equal(statusAfterWrite(0, NEGOTIATED | DRIVER_OK, true), NEGOTIATED | DRIVER_OK);
});

test('a write that skips a stage is ignored as a whole', () => {
  for (const written of [DRIVER, ACKNOWLEDGE | FEATURES_OK, ACKNOWLEDGE | DRIVER | DRIVER_OK, DRIVER_OK]) {
    assert.equal(statusAfterWrite(0, written, true), 0);
  }
});

test('2.1.1: a write that would clear a bit is ignored as a whole', () => {
  assert.equal(statusAfterWrite(NEGOTIATED, NEGOTIATED & ~DRIVER, true), NEGOTIATED);
  assert.equal(statusAfterWrite(ACKNOWLEDGE | FAILED, ACKNOWLEDGE | DRIVER, true), ACKNOWLEDGE | FAILED);
  assert.equal(statusAfterWrite(ACKNOWLEDGE, 0x100, true), ACKNOWLEDGE);
});

test('features that are not acceptable keep FEATURES_OK and DRIVER_OK out', () => {
  const before = ACKNOWLEDGE | DRIVER;
  assert.equal(statusAfterWrite(before, NEGOTIATED, false), before);
  assert.equal(statusAfterWrite(before, NEGOTIATED | DRIVER_OK, false), before);
  assert.equal(statusAfterWrite(NEGOTIATED, NEGOTIATED | DRIVER_OK, false), NEGOTIATED | DRIVER_OK);
});

test('DEVICE_NEEDS_RESET is the device’s alone: the driver neither sets nor clears it', () => {
  assert.equal(statusAfterWrite(0, ACKNOWLEDGE | DEVICE_NEEDS_RESET, true), ACKNOWLEDGE);
  assert.equal(
    statusAfterWrite(ACKNOWLEDGE | DEVICE_NEEDS_RESET, ACKNOWLEDGE | DRIVER, true),
    ACKNOWLEDGE | DRIVER | DEVICE_NEEDS_RESET,
  );
});

test('bits that VIRTIO does not define are not kept', () => {
  assert.equal(statusAfterWrite(0, ACKNOWLEDGE | 0xffff_ff30, true), ACKNOWLEDGE);
});
