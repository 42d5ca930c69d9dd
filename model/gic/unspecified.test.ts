import assert from 'node:assert/strict';
import { test } from 'node:test';
import { architectureGic, openPoints, type OpenPoint } from './behaviour.js';
import type { GicAction, Target } from './language.js';
import { ready, scene } from './scene.test.support.js';
import { unpredictable, whyUnpredictable } from './unpredictable.js';

const target = { pe: 0, intId: 40 };
const pulse: GicAction = { kind: 'pulse', ...target };
const open = (to: Target, ...unspecified: OpenPoint[]): readonly [ReturnType<typeof scene>, GicAction[]] => [
  scene({ ...architectureGic, unspecified }, 2),
  [...ready(to, 'edge'), { kind: 'writeEnabled', ...to, enabled: false }],
];
const raw = (offset: number, width: 1 | 2 | 4 | 8, value = 0): GicAction => ({
  kind: 'mmioWrite',
  frame: 'distributor',
  pe: 0,
  offset,
  width,
  value,
});
const changed: readonly (readonly [OpenPoint, GicAction, GicAction])[] = [
  [
    'trigger-changed-while-pending',
    { kind: 'writeTrigger', ...target, trigger: 'level' },
    { kind: 'writeTrigger', ...target, trigger: 'edge' },
  ],
  [
    'group-changed-while-pending',
    { kind: 'writeGroup', ...target, group: 0 },
    { kind: 'writeGroup', ...target, group: 1 },
  ],
  [
    'priority-changed-while-pending',
    { kind: 'writePriority', ...target, priority: 0x40 },
    { kind: 'writePriority', ...target, priority: 0x87 },
  ],
];
for (const [id, change, same] of changed) {
  test(`${id} is left out of the runs of a GIC that names it, and of no other`, () => {
    for (const unspecified of [[id], []]) {
      const [gic, setUp] = open(target, ...unspecified);
      gic.does(...setUp);
      assert.equal(whyUnpredictable(gic.state().machine, change), undefined, 'while it is not pending');
      gic.does(pulse);
      assert.equal(whyUnpredictable(gic.state().machine, change)?.id, unspecified[0]);
      assert.equal(whyUnpredictable(gic.state().machine, same), undefined, 'it is no change');
      assert.equal(whyUnpredictable(gic.state().machine, { ...change, intId: 999 } as GicAction), undefined);
    }
  });
}

const routes: readonly (readonly [OpenPoint, GicAction, GicAction])[] = [
  ['route-to-absent', { kind: 'writeRoute', intId: 40, route: 2 }, { kind: 'writeRoute', intId: 40, route: 1 }],
  ['route-to-absent', raw(0x6140, 8, 0x100), raw(0x6140, 8, 1)],
  ['route-to-any', { kind: 'writeRoute', intId: 40, route: 'any' }, { kind: 'writeRoute', intId: 27, route: 'any' }],
  ['route-to-any', raw(0x6140, 4, 0x8000_0000), { kind: 'writeRoute', intId: 999, route: 'any' }],
  ['unusual-access', raw(0x100, 1), raw(0x428, 1, 8)],
  ['unusual-access', raw(0x104, 2), raw(0x104, 4)],
  ['unusual-access', raw(0x104, 8), raw(0x6140, 8)],
  ['unusual-access', raw(0x106, 4), raw(0x104, 4)],
  [
    'unusual-access',
    { kind: 'mmioRead', frame: 'redistributor', pe: 0, offset: 0x1_0080, width: 1 },
    { kind: 'mmioRead', frame: 'redistributor', pe: 0, offset: 0x1_0410, width: 1 },
  ],
];
for (const [id, meets, keepsClear] of routes) {
  test(`${id}: ${JSON.stringify(meets)} is left out only where it is named, ${JSON.stringify(keepsClear)} never`, () => {
    for (const unspecified of [[id], []]) {
      const [gic] = open(target, ...unspecified);
      assert.equal(whyUnpredictable(gic.state().machine, meets)?.id, unspecified[0]);
      assert.equal(whyUnpredictable(gic.state().machine, keepsClear), undefined);
    }
  });
}

test('every open point is an entry of the table', () => {
  const ids = unpredictable.map(({ id }) => id);
  assert.deepEqual(ids.slice(-openPoints.length), [...openPoints]);
});
