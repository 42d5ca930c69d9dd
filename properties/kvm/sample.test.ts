import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type GicAction, type GicView } from '../../model/index.js';
import { isDefined } from '../gic/resolve.js';
import { inFlight, LIST_REGISTERS } from './in-flight.js';
import { sampleAgentRuns, sampleStoppedRuns } from './sample.js';

const stopped = sampleStoppedRuns(1, 60);
const agent = sampleAgentRuns(1, 60);

for (const [name, runs] of Object.entries({ stopped, agent })) {
  void test(`${name} runs are defined throughout, and the same for the same seed`, () => {
    assert.ok(runs.every(({ config, actions }) => isDefined(config, actions)));
    const again = name === 'stopped' ? sampleStoppedRuns(1, 60) : sampleAgentRuns(1, 60);
    assert.deepEqual(again, runs);
  });
}

void test('runs with a guest stay within the list registers, and meet what they are for', () => {
  let [nested, taken, split, elsewhere] = [0, 0, 0, 0];
  for (const { config, actions } of agent) {
    const outcomes = predict(gicModel, config, actions);
    for (const [index, { view, observation }] of outcomes.entries()) {
      assert.ok(view.cpuInterfaces.every((_, pe) => inFlight(view.interrupts, pe) <= LIST_REGISTERS));
      const action = actions[index];
      if (action?.kind === 'acknowledge' && observation.kind === 'value' && observation.value < 1020) taken += 1;
      if (action?.kind === 'deactivate' && view.cpuInterfaces[action.pe]?.EOImode === 1) split += 1;
      if (isNested(view)) nested += 1;
      if (action !== undefined && 'pe' in action && action.pe > 0) elsewhere += 1;
    }
  }
  assert.ok(taken >= 60, `${taken} interrupts taken`);
  assert.ok(nested >= 10, `${nested} states with a preempted interrupt`);
  assert.ok(split >= 5, `${split} deactivations of their own`);
  assert.ok(elsewhere >= 100, `${elsewhere} actions of other PEs than 0`);
});

void test('runs without a guest do what userspace can', () => {
  const kinds = new Map<GicAction['kind'], number>();
  for (const { kind } of stopped.flatMap(({ actions }) => actions)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const kind of [
    'assignPending',
    'assignLines',
    'readLatches',
    'readLines',
    'save',
    'restore',
    'reset',
  ] as const) {
    assert.ok((kinds.get(kind) ?? 0) >= 10, kind);
  }
});

/** Whether two priorities are active on a PE: one handler within another. */
function isNested({ cpuInterfaces }: GicView): boolean {
  return cpuInterfaces.some(({ ICC_AP1R0_EL1 }) => (ICC_AP1R0_EL1 & (ICC_AP1R0_EL1 - 1)) !== 0);
}
