import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  distributorOffset,
  interruptRegisters,
  isWithin,
  redistributorOffset,
  type InterruptRegister,
} from './gicv3.js';

// As the standard writes its registers out: GICD_ISENABLER<n> at 0x0100 + 4 * n, GICD_IPRIORITYR<n> at 0x0400 + 4 * n, ...
for (const [register, intId, offset] of [
  ['IGROUPR', 32, 0x0084],
  ['ISENABLER', 63, 0x0104],
  ['ICPENDR', 64, 0x0288],
  ['ICACTIVER', 1019, 0x03fc],
  ['IPRIORITYR', 35, 0x0423],
  ['ICFGR', 32, 0x0c08],
  ['ICFGR', 47, 0x0c08],
  ['IROUTER', 32, 0x6100],
  ['IROUTER', 1019, 0x7fd8],
] as const) {
  test(`GICD has ${register} of INTID ${intId} at 0x${offset.toString(16)}`, () => {
    assert.equal(distributorOffset(register, intId), offset);
  });
}

test('a GICR has the field of a PPI in its second frame', () => {
  assert.equal(redistributorOffset('ISPENDR', 27), 0x1_0200);
  assert.equal(redistributorOffset('ICFGR', 27), 0x1_0c04);
});

test('an offset lies within the registers of one field, or of none', () => {
  const names = Object.keys(interruptRegisters) as InterruptRegister[];
  const within = (offset: number) => names.filter((name) => isWithin(name, offset));
  assert.deepEqual([0x007f, 0x0080, 0x00ff, 0x0100].map(within), [[], ['IGROUPR'], ['IGROUPR'], ['ISENABLER']]);
  assert.deepEqual([0x03ff, 0x0400, 0x07ff, 0x0800].map(within), [['ICACTIVER'], ['IPRIORITYR'], ['IPRIORITYR'], []]);
  assert.deepEqual([0x0c00, 0x0cff, 0x0d00].map(within), [['ICFGR'], ['ICFGR'], []]);
  assert.deepEqual([0x5fff, 0x6000, 0x7fff, 0x8000].map(within), [[], ['IROUTER'], ['IROUTER'], []]);
});
