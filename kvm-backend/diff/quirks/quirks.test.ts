import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type GicAction } from '../../../model/index.js';
import { kvmInNewVm } from '../../../properties/kvm/arbitraries.js';
import { isDefined } from '../../../properties/gic/resolve.js';
import type { RunRequest } from '../../guest/run.js';
import { runOf } from '../documented.js';
import { expectedRun, quirks, type Quirk } from './index.js';

/** What the last action shows, and what there is to see when every vCPU has left the guest. */
function lastSeen({ config, actions }: RunRequest): unknown {
  const leaving = Array.from({ length: config.peCount }, (_, pe) => ({ kind: 'leaveGuest' as const, pe }));
  const outcomes = predict(gicModel, config, [...actions, ...leaving]);
  return [outcomes[actions.length - 1]?.observation, outcomes.at(-1)?.view];
}

/** Whether the last action of a trace tells KVM's choice from what one would expect. */
function tells(quirk: Quirk, actions: readonly GicAction[] = quirk.trace): boolean {
  const [kvm, expected] = [runOf(quirk), expectedRun(quirk)];
  const other = 'trace' in quirk.contrast ? quirk.contrast.trace : actions;
  try {
    assert.deepEqual(lastSeen({ ...kvm, actions }), lastSeen({ ...expected, actions: other }));
    return false;
  } catch {
    return true;
  }
}

for (const quirk of quirks) {
  void test(`${quirk.id}: the last action of its trace tells KVM's choice from what one would expect`, () => {
    assert.ok(isDefined(runOf(quirk).config, quirk.trace));
    assert.ok(isDefined(expectedRun(quirk).config, expectedRun(quirk).actions));
    assert.ok(tells(quirk));
  });
  // Of two traces that differ in more than the last action, every piece tells them apart.
  if ('trace' in quirk.contrast) continue;
  void test(`${quirk.id}: its trace has nothing to spare`, () => {
    for (let index = 0; index < quirk.trace.length - 1; index += 1) {
      const without = quirk.trace.filter((_, at) => at !== index);
      assert.ok(!isDefined(runOf(quirk).config, without) || !tells(quirk, without), `without step ${index + 1}`);
    }
  });
}

void test('every choice of KVM that the model knows has a quirk, and the ids are unique', () => {
  const shown = new Set(
    quirks.flatMap(({ contrast }) => ('behaviour' in contrast ? Object.keys(contrast.behaviour) : [])),
  );
  const chosen = Object.keys(kvmInNewVm).filter((name) => !['lineOnReset', 'tieBreak'].includes(name));
  assert.deepEqual(new Set(chosen), shown);
  assert.equal(new Set(quirks.map(({ id }) => id)).size, quirks.length);
});
