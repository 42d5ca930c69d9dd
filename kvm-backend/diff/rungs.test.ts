import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type InterruptView } from '../../model/index.js';
import type { RunRequest } from '../guest/run.js';
import { injectionOf } from '../vgic/injection.js';
import { rungOf } from './rungs.js';

const byIrqLine = ['irqLine irqLine', 'irqfd irqLine'];
const byIrqfd = ['irqLine irqfd', 'irqfd irqfd'];
const waysOf = (number: 1 | 2 | 3 | 4, seed: number): readonly string[] =>
  rungOf(number)
    .sample(seed, 8, 4)
    .map(({ injection }) => `${injection?.pulses} ${injection?.levels}`);

void test('lines are driven in every way, as the seed says, levels by irqfd only where no vCPU stays in the guest', () => {
  for (const number of [1, 2, 3, 4] as const) {
    const all = [...byIrqLine, ...(number === 3 ? [] : byIrqfd)].sort();
    for (const seed of [0, 7, -1]) {
      assert.deepEqual([...new Set(waysOf(number, seed))].sort(), all);
      assert.deepEqual(waysOf(number, seed), waysOf(number, seed));
    }
    assert.notDeepEqual(waysOf(number, 0), waysOf(number, 1));
    const has = rungOf(number).injections.map(({ pulses, levels }) => `${pulses} ${levels}`);
    assert.deepEqual([...has].sort(), all);
  }
});

/** What is done by irqfd in a run, as the model has it: pulses of edges, levels raised, and those that KVM lowers. */
function doneByIrqfd({ config, actions, injection }: RunRequest): readonly string[] {
  const { pulses, levels } = injectionOf(injection ?? {});
  const outcomes = predict(gicModel, config, actions);
  const high = new Set<number>();
  return actions.flatMap((action, step) => {
    const of = (intId: number): InterruptView | undefined =>
      outcomes[step - 1]?.view.interrupts.find((view) => view.intId === intId);
    const isLevel = (intId: number): boolean => intId >= 32 && of(intId)?.trigger === 'level';
    if (action.kind === 'pulse' && action.intId >= 32 && pulses === 'irqfd') {
      return isLevel(action.intId) ? [] : ['an edge'];
    }
    if (levels === 'irqLine') return [];
    if (action.kind === 'drive') {
      if (!action.level) high.delete(action.intId);
      else if (isLevel(action.intId)) return high.add(action.intId) && ['a level raised'];
    }
    const isEnd = action.kind === 'endOfInterrupt' || action.kind === 'deactivate';
    const isOver = isEnd && of(action.intId)?.active === true && isLevel(action.intId) && high.has(action.intId);
    const isFree = outcomes[step]?.view.interrupts.some((view) => isEnd && view.intId === action.intId && !view.active);
    return isOver && isFree === true ? ['a level ended'] : [];
  });
}

void test('runs by irqfd meet what an irqfd does otherwise: one call for an edge, and a level that is lowered at an end', () => {
  for (const [number, fewest] of [
    [1, { 'an edge': 50, 'a level raised': 4 }],
    [2, { 'an edge': 50, 'a level raised': 40, 'a level ended': 15 }],
    [3, { 'an edge': 50 }],
    [4, { 'an edge': 200, 'a level raised': 15, 'a level ended': 4 }],
  ] as const) {
    const done = rungOf(number).sample(1, 100, 4).flatMap(doneByIrqfd);
    for (const [what, least] of Object.entries(fewest)) {
      const met = done.filter((one) => one === what).length;
      assert.ok(met >= least, `rung ${number}: ${what}, ${met} times`);
    }
  }
});
