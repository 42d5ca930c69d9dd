import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explore, fairCycles, lassoInto, type Process, type StateGraph, type System } from './index.js';

interface Shared {
  readonly phase: number;
  readonly isDone: boolean;
}
type Action = 'turn' | 'finish';
type Graph = StateGraph<Shared, string, Action>;

const domain: readonly Shared[] = [0, 1, 2].flatMap((phase) => [
  { phase, isDone: false },
  { phase, isDone: true },
]);

/** It turns round its three phases for ever. */
const wheel: Process<Shared, string, Action> = {
  initial: '',
  steps: (shared, local) => [{ action: 'turn', shared: { ...shared, phase: (shared.phase + 1) % 3 }, local }],
};

/** It could finish in these phases, once. */
const finisher = (phases: readonly number[]): Process<Shared, string, Action> => ({
  initial: '',
  steps: (shared, local) =>
    phases.includes(shared.phase) && !shared.isDone
      ? [{ action: 'finish', shared: { ...shared, isDone: true }, local }]
      : [],
});

function graphOf(
  process: Process<Shared, string, Action>,
  isOptional: System<Shared, string, Action>['isOptional'],
): Graph {
  const system: System<Shared, string, Action> = {
    initial: { phase: 0, isDone: false },
    domain,
    processes: [
      { name: 'finisher', process },
      { name: 'wheel', process: wheel },
    ],
    isOptional,
  };
  const exploration = explore(system);
  assert(exploration.kind === 'complete');
  return exploration.graph;
}

const unfinished = { within: ({ isDone }: Shared) => !isDone };
const isTurn = (action: Action): boolean => action === 'turn';
const isNever = (): boolean => false;

describe('fairCycles', () => {
  it('leaves out a run in which a process could always go on, and never does', () => {
    assert.deepEqual(fairCycles(graphOf(finisher([0, 1, 2]), isNever), unfinished), []);
  });

  it('finds a run in which the process can go on again and again, but not all the time: fairness is weak', () => {
    const [cycle, ...others] = fairCycles(graphOf(finisher([0, 1]), isNever), unfinished);
    assert.equal(cycle?.states.length, 3);
    assert.deepEqual(others, []);
  });

  it('finds a run in which the process could always go on, but never has to', () => {
    const graph = graphOf(finisher([0, 1, 2]), (action) => action === 'finish');
    assert.equal(fairCycles(graph, unfinished).length, 1);
  });

  it('lets a process rest that has nothing but optional steps', () => {
    const graph = graphOf(finisher([0, 1, 2]), (action) => action === 'finish');
    const [cycle] = fairCycles(graph, { ...unfinished, hasOptionalSteps: false });
    assert.equal(cycle?.states.length, 3);
  });

  it('does without optional steps when told to', () => {
    const graph = graphOf(finisher([]), (action) => action === 'turn');
    assert.equal(fairCycles(graph, {}).length, 1);
    assert.deepEqual(fairCycles(graph, { hasOptionalSteps: false }), []);
  });

  it('looks only for runs that take the wanted step again and again', () => {
    const graph = graphOf(finisher([0]), isNever);
    assert.equal(fairCycles(graph, { recurring: (action) => action === 'turn' }).length, 2);
    assert.deepEqual(fairCycles(graph, { recurring: (action) => action === 'finish' }), []);
  });

  it('takes each component of a long chain for itself, without a call stack', () => {
    const last = 20_000;
    const chain: Process<{ at: number }, string, string> = {
      initial: '',
      steps: ({ at }, local) => (at < last ? [{ action: 'go', shared: { at: at + 1 }, local }] : []),
    };
    const exploration = explore({
      initial: { at: 0 },
      domain: Array.from({ length: last + 1 }, (_, at) => ({ at })),
      processes: [{ name: 'chain', process: chain }],
      isOptional: isNever,
    });
    assert(exploration.kind === 'complete');
    assert.equal(exploration.graph.states, last + 1);
    assert.deepEqual(fairCycles(exploration.graph, {}), []);
  });
});

describe('lassoInto', () => {
  it('goes round a fair loop: through a state in which the other process cannot go on', () => {
    const graph = graphOf(finisher([0, 1]), isNever);
    const lasso = lassoInto(graph, fairCycles(graph, unfinished), isTurn);
    assert.deepEqual(lasso?.stem.steps, []);
    assert.deepEqual(
      lasso?.loop.map(({ after }) => after.shared.phase),
      [1, 2, 0],
    );
  });

  it('ends where it begins', () => {
    const graph = graphOf(finisher([1]), isNever);
    const cycles = fairCycles(graph, { within: ({ isDone }) => isDone });
    const lasso = lassoInto(graph, cycles, isTurn);
    assert.deepEqual(
      lasso?.stem.steps.map(({ action }) => action),
      ['turn', 'finish'],
    );
    assert.deepEqual(lasso?.loop.at(-1)?.after, lasso?.stem.steps.at(-1)?.after);
  });

  it('is undefined when there is nothing to go round', () => {
    assert.equal(lassoInto(graphOf(finisher([]), isNever), [], isTurn), undefined);
    const graph = graphOf(finisher([0]), isNever);
    assert.equal(
      lassoInto(graph, fairCycles(graph, {}), (action) => action === 'finish'),
      undefined,
    );
  });

  it('stops at a cycle that is not fair', () => {
    const graph = graphOf(finisher([0, 1, 2]), isNever);
    const [done] = fairCycles(graph, {});
    assert(done !== undefined);
    const unfair = { states: Uint32Array.of(0), hasEdge: (edge: number) => edge === 1 };
    assert.throws(() => lassoInto(graph, [unfair], isTurn), /lacks a step/);
  });
});
