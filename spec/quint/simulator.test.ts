import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  accept,
  compile,
  machineOf,
  readItf,
  recordOf,
  simulate,
  stateKey,
  variantOf,
  type Machine,
  type Value,
} from './index.js';

/** Quint's own simulator is the judge: each of its random steps has to be a step of our interpreter, of that name. */
function actionsOf(machine: Machine, traces: readonly string[]): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const trace of traces) {
    const { labels, refused } = accept(machine, readItf(trace, machine.variables));
    assert.equal(refused, undefined);
    for (const label of labels) actions.add(label.replace(/\(.*/u, ''));
  }
  return actions;
}

const reference = recordOf([
  ['order', variantOf('StatusFirst')],
  ['update', variantOf('UpdateOr')],
  ['signal', variantOf('SignalAlways')],
  ['section', variantOf('Whole')],
  ['trigger', variantOf('TriggerEdge')],
  ['detector', variantOf('DetectTransition')],
  ['driver', variantOf('AckFirst')],
]);

describe("the interpreter, held against Quint's simulator", () => {
  it('agrees about every construct that it knows', () => {
    const machine = machineOf(compile('quint/constructs.qnt'), new Map());
    const traces = simulate('quint/constructs.qnt', { main: 'constructs', runs: 40, steps: 30, seed: 5 });
    assert.equal(traces.length, 40);
    assert.deepEqual([...actionsOf(machine, traces)].toSorted(), [
      'collect',
      'forget',
      'lateReset',
      'rename',
      'reshape',
    ]);
  });

  const machine = machineOf(
    compile('delivery.qnt'),
    new Map<string, Value>([
      ['PROFILE', reference],
      ['THREADS', 2],
    ]),
  );
  const traces = simulate('races.qnt', { main: 'onReference', runs: 20, steps: 40, seed: 7 });

  it('agrees about the delivery system', () => {
    assert.deepEqual([...actionsOf(machine, traces)].toSorted(), [
      'ack',
      'eoi',
      'publish',
      'pulse',
      'read',
      'service',
      'take',
      'update',
    ]);
  });

  it('refuses a trace in which a state or a name was changed', () => {
    const trace = readItf(traces[0] ?? '', machine.variables);
    const work = machine.variables.indexOf('work');
    for (let at = 1; at < trace.length; at += 1) {
      const step = trace[at];
      assert(step !== undefined);
      const elsewhere = trace.find(({ state }) => state[work] !== step.state[work]);
      assert(elsewhere !== undefined);
      const state = step.state.with(work, elsewhere.state[work] ?? false);
      assert.notEqual(stateKey(state), stateKey(step.state));
      assert.ok(accept(machine, trace.with(at, { ...step, state })).refused?.startsWith(`step ${at}`));
      const action = step.action === 'publish' ? 'update' : 'publish';
      assert.ok(accept(machine, trace.with(at, { ...step, action })).refused?.startsWith(`step ${at}`));
    }
    assert.match(accept(machine, trace.slice(5)).refused ?? '', /initial/u);
  });
});
