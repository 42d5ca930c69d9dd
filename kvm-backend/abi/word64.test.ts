import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getUint64, setUint64 } from './word64.js';

void test('64 bits are what a bigint would write and read', () => {
  const view = new DataView(new ArrayBuffer(16));
  for (const value of [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 2 ** 32, 0x12_3456_789a_bcde, 2 ** 53 - 1]) {
    setUint64(view, 4, value);
    assert.equal(view.getBigUint64(4, true), BigInt(value));
    assert.equal(getUint64(view, 4), value);
  }
  setUint64(view, 4, -2);
  assert.equal(view.getBigInt64(4, true), -2n);
  assert.equal(getUint64(view, 4), Number(0xffff_ffff_ffff_fffen));
});
