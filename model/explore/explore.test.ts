import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IrqlineError } from '../../spec/index.js';
import { depthOf, explore, reachOf, shortestRun, type Process, type StateGraph, type System } from './index.js';

type Count = { readonly count: number };
type Counting = System<Count, 'off' | 'on', string>;

const domain: readonly Count[] = [3, 1, 0, 2].map((count) => ({ count }));

/** Two counters that go up and down between 0 and 3; the second one may also halt the first one for good. */
const upAndDown: Process<Count, 'off' | 'on', string> = {
  initial: 'off',
  steps: ({ count }, local) => [
    ...(count < 3 ? [{ action: 'up', shared: { count: count + 1 }, local: 'on' as const }] : []),
    ...(count > 0 && local === 'on' ? [{ action: 'down', shared: { count: count - 1 }, local }] : []),
  ],
};

const counting: Counting = {
  initial: { count: 0 },
  domain,
  processes: ['first', 'second'].map((name) => ({ name, process: upAndDown })),
  isOptional: (action) => action === 'up',
};

function graphOf<Shared, Local, Action>(system: System<Shared, Local, Action>): StateGraph<Shared, Local, Action> {
  const exploration = explore(system);
  assert(exploration.kind === 'complete');
  return exploration.graph;
}

describe('explore', () => {
  it('starts in the initial state, wherever that stands in the domain', () => {
    assert.deepEqual(graphOf(counting).stateAt(0), { shared: { count: 0 }, locals: ['off', 'off'] });
  });

  it('numbers states so that none is nearer to the start than the one before it', () => {
    const graph = graphOf(counting);
    const depths = Array.from({ length: graph.states }, (_, state) => depthOf(graph, state));
    assert.deepEqual(
      depths,
      depths.toSorted((one, other) => one - other),
    );
    assert.equal(depths.at(-1), 4);
  });

  it('finds a shortest run, step by step', () => {
    const graph = graphOf(counting);
    const last = graph.states - 1;
    const run = shortestRun(graph, last);
    assert.equal(run.steps.length, depthOf(graph, last));
    assert.deepEqual(run.start, graph.stateAt(0));
    assert.deepEqual(run.steps.at(-1)?.after, graph.stateAt(last));
    for (const [index, { process, action, after }] of run.steps.entries()) {
      const before = index === 0 ? run.start : run.steps[index - 1]?.after;
      assert(before !== undefined);
      const next = upAndDown
        .steps(before.shared, before.locals[process] as 'off' | 'on')
        .find((step) => step.action === action);
      assert.deepEqual(after, { shared: next?.shared, locals: before.locals.with(process, next?.local ?? 'off') });
    }
  });

  it('counts the edges of each label', () => {
    const graph = graphOf(counting);
    assert.equal(
      graph.labels.reduce((sum, { edges }) => sum + edges, 0),
      graph.edges,
    );
    assert.equal(graph.edgeStart[graph.states], graph.edges);
  });

  it('tells the states in which nothing has to happen', () => {
    const graph = graphOf(counting);
    const quiescent = graph.quiescent.map((state) => graph.stateAt(state));
    assert.deepEqual(
      quiescent.filter(({ shared }) => shared.count !== 0),
      [],
    );
    assert.equal(quiescent.length, 4);
  });

  it('tells a bound that was hit, and does not confuse it with the end', () => {
    const { states } = graphOf(counting);
    assert.equal(explore(counting, { maxStates: states }).kind, 'complete');
    assert.deepEqual(explore(counting, { maxStates: states - 1 }), { kind: 'inconclusive', maxStates: states - 1 });
  });

  it('refuses states that do not fit, by name', () => {
    const processes = Array.from({ length: 63 }, (_, index) => ({ name: `counter${index}`, process: upAndDown }));
    assert.throws(
      () => explore({ ...counting, processes }),
      (error) => error instanceof IrqlineError && error.code === 'EXPLORATION_TOO_WIDE',
    );
  });

  it('stops at a system that contradicts itself: a step out of the domain, an initial value that is not in it', () => {
    const runaway: Process<Count, 'off' | 'on', string> = {
      initial: 'off',
      steps: ({ count }, local) => [{ action: 'up', shared: { count: count + 1 }, local }],
    };
    assert.throws(() => explore({ ...counting, processes: [{ name: 'runaway', process: runaway }] }), /leaves the/);
    assert.throws(() => explore({ ...counting, initial: { count: 4 } }), /not in the domain/);
  });
});

describe('reachOf', () => {
  it('follows any number of steps, also back to states that were found before', () => {
    const graph = graphOf(counting);
    const states = Array.from({ length: graph.states }, (_, state) => state);
    assert.ok(states.every(reachOf(graph, (action) => action === 'down')));
    assert.ok(!states.some(reachOf(graph, (action) => action === 'sideways')));
  });

  it('tells the states after which it is too late', () => {
    const fuse: Process<Count, 'off' | 'on', string> = {
      initial: 'off',
      steps: ({ count }, local) =>
        local === 'on'
          ? []
          : [
              { action: 'blow', shared: { count }, local: 'on' },
              { action: 'up', shared: { count: (count + 1) % 4 }, local },
            ],
    };
    const graph = graphOf({ ...counting, processes: [{ name: 'fuse', process: fuse }] });
    const can = reachOf(graph, (action) => action === 'up');
    const late = Array.from({ length: graph.states }, (_, state) => state).filter((state) => !can(state));
    assert.deepEqual(
      late.map((state) => graph.stateAt(state).locals),
      Array.from({ length: 4 }, () => ['on']),
    );
  });
});
