import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gicModel, predict, type GicAction, type GicView } from '../../model/index.js';
import { isDefined } from '../gic/resolve.js';
import { leavingSgisAlone, sgiBits } from './sgis.js';
import { inFlight, LIST_REGISTERS } from './in-flight.js';
import { sampleAgentRuns, sampleFreeRuns, sampleFullRuns, sampleStoppedRuns } from './sample.js';

const stopped = sampleStoppedRuns(1, 60);
const agent = sampleAgentRuns(1, 100);
const full = sampleFullRuns(1, 60);
const free = sampleFreeRuns(1, 60);

for (const [name, runs, sample] of [
  ['stopped', stopped, sampleStoppedRuns],
  ['agent', agent, sampleAgentRuns],
  ['full', full, sampleFullRuns],
  ['free', free, sampleFreeRuns],
] as const) {
  void test(`${name} runs are the same for the same seed`, () => {
    assert.deepEqual(sample(1, runs.length), runs);
  });
  // What is defined for vCPUs that are in the guest depends on what they have read; the comparison looks again.
  if (name === 'free') continue;
  void test(`${name} runs are defined throughout`, () => {
    assert.ok(runs.every(({ config, actions }) => isDefined(config, actions)));
  });
}

void test('full runs have more interrupts in flight than list registers, and take some', () => {
  let [overflows, taken, crowds] = [0, 0, 0];
  for (const { config, actions } of full) {
    for (const [index, { view, observation }] of predict(gicModel, config, actions).entries()) {
      if (view.cpuInterfaces.some((_, pe) => inFlight(view.interrupts, pe) > LIST_REGISTERS)) overflows += 1;
      if (view.interrupts.filter(({ active }) => active).length > LIST_REGISTERS) crowds += 1;
      if (actions[index]?.kind === 'acknowledge' && observation.kind === 'value' && observation.value < 1020)
        taken += 1;
    }
  }
  assert.ok(overflows >= 500, `${overflows} states with more in flight than list registers`);
  assert.ok(taken >= 60, `${taken} interrupts taken`);
  assert.ok(crowds >= 20, `${crowds} states with more active interrupts than list registers`);
});

void test('free runs have every vCPU in the guest, where what one does meets the registers of another', () => {
  let [stale, resident] = [0, 0];
  for (const { config, actions } of free) {
    const { listRegisters: _, ...withoutRegisters } = config.behaviour;
    const outcomes = predict(gicModel, config, actions);
    const expected = predict(gicModel, { ...config, behaviour: withoutRegisters }, actions);
    resident += actions.filter(({ kind }) => kind === 'enterGuest').length;
    for (const [index, { observation }] of outcomes.entries()) {
      const other = expected[index]?.observation;
      if (observation.kind === 'value' && other?.kind === 'value' && observation.value !== other.value) stale += 1;
    }
  }
  assert.ok(resident >= 120, `${resident} times that a vCPU entered`);
  assert.ok(stale >= 40, `${stale} reads that only list registers explain`);
});

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

for (const [name, runs] of [
  ['without', stopped],
  ['with', agent],
] as const) {
  void test(`runs ${name} a guest do what userspace can`, () => {
    const kinds = new Map<GicAction['kind'], number>();
    for (const { kind } of runs.flatMap(({ actions }) => actions)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    for (const kind of [
      'assignPending',
      'assignLines',
      'readLatches',
      'readLines',
      'save',
      'restore',
      'reset',
    ] as const) {
      assert.ok((kinds.get(kind) ?? 0) >= 10, `${kind}: ${kinds.get(kind)}`);
    }
  });
}

void test('a guest reads the configuration of SGIs, and makes none pending or active', () => {
  const accesses = sampleAgentRuns(1, 800)
    .flatMap(({ actions }) => actions)
    .filter((action) => action.kind === 'mmioRead' || action.kind === 'mmioWrite')
    .filter((action) => sgiBits(action) !== 0);
  const [reads, writes] = (['mmioRead', 'mmioWrite'] as const).map((kind) =>
    accesses.filter((action) => action.kind === kind),
  );
  assert.ok(reads !== undefined && writes !== undefined && reads.length >= 10 && writes.length >= 10);
  for (const write of writes) {
    assert.ok(write.kind === 'mmioWrite' && (write.value & sgiBits(write)) === 0, JSON.stringify(write));
  }
  const route = {
    kind: 'mmioWrite',
    frame: 'distributor',
    pe: 0,
    offset: 0x6100,
    width: 8,
    value: 0xff_0000_0001,
  } as const;
  assert.deepEqual(leavingSgisAlone(route), route);
});

void test('runs of every kind have three vCPUs now and then', () => {
  for (const [name, runs] of Object.entries({ stopped, agent, full, free })) {
    const three = runs.filter(({ config }) => config.peCount === 3).length;
    assert.ok(three >= 3, `${three} ${name} runs`);
  }
});

void test('runs with a guest take on one vCPU what they deactivate on another, in EOImode 1', () => {
  let elsewhere = 0;
  for (const { config, actions } of sampleAgentRuns(1, 200)) {
    const taker = new Map<number, number>();
    for (const [index, { observation, view }] of predict(gicModel, config, actions).entries()) {
      const action = actions[index];
      if (action?.kind === 'acknowledge' && observation.kind === 'value') taker.set(observation.value, action.pe);
      if (action?.kind !== 'deactivate' || action.intId < 32 || view.cpuInterfaces[action.pe]?.EOImode !== 1) continue;
      if ((taker.get(action.intId) ?? action.pe) !== action.pe) elsewhere += 1;
      taker.delete(action.intId);
    }
  }
  assert.ok(elsewhere >= 3, `${elsewhere} deactivations on another vCPU`);
});

void test('runs with a guest deactivate before the end, in lockstep and at the same time', () => {
  for (const [name, runs] of Object.entries({ agent: sampleAgentRuns(1, 200), free, full })) {
    let early = 0;
    for (const { config, actions } of runs) {
      let state = gicModel.init(config);
      for (const action of actions) {
        const cpu = action.kind === 'deactivate' ? state.machine.cpuInterfaces[action.pe] : undefined;
        if (action.kind === 'deactivate' && cpu?.splitEnd === true && cpu.acknowledged.includes(action.intId))
          early += 1;
        ({ state } = gicModel.step(state, action));
      }
    }
    assert.ok(early >= 3, `${early} in ${name} runs`);
  }
});

/** Whether two priorities are active on a PE: one handler within another. */
function isNested({ cpuInterfaces }: GicView): boolean {
  return cpuInterfaces.some(({ ICC_AP1R0_EL1 }) => (ICC_AP1R0_EL1 & (ICC_AP1R0_EL1 - 1)) !== 0);
}
