import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict } from '../../model/index.js';
import { isDefined } from '../../properties/gic/resolve.js';
import { quirks, runOfQuirk, withoutQuirk } from './quirks.js';

for (const quirk of quirks) {
  void test(`${quirk.id}: the last action of its trace tells KVM's choice from the architecture's`, () => {
    const { config, actions } = runOfQuirk(quirk);
    assert.ok(isDefined(config, actions));
    const kvm = predict(gicModel, config, actions);
    const architecture = predict(gicModel, withoutQuirk(quirk), actions);
    assert.notDeepEqual(kvm.at(-1), architecture.at(-1));
  });
}

void test('every choice of KVM that the model knows has a quirk, and the ids are unique', () => {
  const shown = new Set<string>(quirks.map(({ parameter }) => parameter));
  const [quirk] = quirks;
  assert.ok(quirk);
  const { config } = runOfQuirk(quirk);
  const chosen = Object.keys(config.behaviour).filter(
    (name) => !['priorityBits', 'lineOnReset', 'tieBreak'].includes(name),
  );
  assert.deepEqual(new Set(chosen), shown);
  assert.equal(new Set(quirks.map(({ id }) => id)).size, quirks.length);
});
