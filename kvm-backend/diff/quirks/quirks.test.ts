import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { gicModel, predict, type GicAction } from '../../../model/index.js';
import { kvmInNewVm } from '../../../properties/kvm/new-vm.js';
import { isDefined } from '../../../properties/gic/resolve.js';
import type { RunRequest } from '../../guest/run.js';
import { runOf } from '../documented.js';
import { expectedRun, quirks, type Quirk } from './index.js';

/** What there is to see in the end that is no configuration: what was read, what is pending, active, offered, signalled. */
function factsOf(config: RunRequest['config'], actions: Actions): readonly string[] {
  const last = predict(gicModel, config, actions).at(-1);
  if (last === undefined) return [];
  const { observation, view } = last;
  return [
    ...('value' in observation ? [`${observation.value} is read`] : []),
    ...view.interrupts.filter(({ pending }) => pending).map(({ intId, pe }) => `${intId} of ${pe} is pending`),
    ...view.interrupts.filter(({ active }) => active).map(({ intId, pe }) => `${intId} of ${pe} is active`),
    ...view.cpuInterfaces.map(({ ICC_HPPIR1_EL1 }, pe) => `${ICC_HPPIR1_EL1} is offered to ${pe}`),
    ...view.cpuInterfaces.flatMap(({ signalled }, pe) => (signalled ? [`${pe} is signalled`] : [])),
  ];
}

/** Which of these hold after one of two traces and not after the other. */
function toldApart(config: RunRequest['config'], one: Actions, other: Actions): readonly string[] {
  const [facts, others] = [factsOf(config, one), factsOf(config, other)];
  return [...facts.filter((fact) => !others.includes(fact)), ...others.filter((fact) => !facts.includes(fact))];
}

type Actions = readonly GicAction[];

/** The nth of equal actions in one trace is the nth of them in another. */
function withoutTheSame(actions: Actions, index: number, other: Actions): Actions {
  const isSame = (action: GicAction): boolean => isDeepStrictEqual(action, actions[index]);
  const nth = actions.slice(0, index).filter(isSame).length;
  const [at] = [...other.entries()].filter(([, action]) => isSame(action)).slice(nth);
  return at === undefined ? other : other.toSpliced(at[0], 1);
}

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
  if ('trace' in quirk.contrast) {
    const other = quirk.contrast.trace;
    void test(`${quirk.id}: without any action that its trace shares with the other one less tells them apart`, () => {
      const { config } = runOf(quirk);
      const told = toldApart(config, quirk.trace, other);
      assert.ok(told.length > 0);
      for (let index = 0; index < quirk.trace.length - 1; index += 1) {
        const [one, another] = [quirk.trace.toSpliced(index, 1), withoutTheSame(quirk.trace, index, other)];
        if (!isDefined(config, one) || !isDefined(config, another)) continue;
        const still = toldApart(config, one, another);
        assert.ok(!told.every((fact) => still.includes(fact)), `without step ${index + 1}`);
      }
    });
    continue;
  }
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
