import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, gicModel, predict, type Route } from '../../model/index.js';
import { routerValue, sizeOf } from './encoding.js';

const INT_ID = 48;
const config = { peCount: 2, spiCount: 64, behaviour: architectureGic };

void test('a route is written as what a GIC with all four affinities then reads from GICD_IROUTER', () => {
  const routes: readonly Route[] = [0, 1, 0x00ab_cdef, 0x0100_0000, 0xff12_3456, 'any'];
  for (const route of routes) {
    const offset = 0x6000 + 8 * INT_ID;
    const outcomes = predict(gicModel, config, [
      { kind: 'writeRoute', intId: INT_ID, route },
      { kind: 'mmioRead', frame: 'distributor', pe: 0, offset, width: 8 },
    ]);
    assert.deepEqual(outcomes[1]?.observation, { kind: 'value', value: routerValue(route) }, String(route));
  }
});

void test('a PE is a vCPU', () => {
  assert.deepEqual(sizeOf(config), { vcpuCount: 2, spiCount: 64 });
});
