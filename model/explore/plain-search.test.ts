import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { delivery, profiles, type Profile } from '../delivery/index.js';
import { edgesOf, explore, type Process, type System } from './index.js';
import { layOut } from './layout.js';

/** The slow and obvious search, on readable states: what the packed one has to agree with. */
function plainSearch<Shared, Local, Action>(system: System<Shared, Local, Action>): Set<string> {
  const initial = { shared: system.initial, locals: system.processes.map(({ process }) => process.initial) };
  const seen = new Set([JSON.stringify(initial)]);
  const queue = [initial];
  const edges = new Set<string>();
  for (const state of queue) {
    system.processes.forEach(({ process }, index) => {
      for (const step of process.steps(state.shared, state.locals[index] as Local)) {
        const next = { shared: step.shared, locals: state.locals.with(index, step.local) };
        const key = JSON.stringify(next);
        edges.add(JSON.stringify([state, index, step.action, next]));
        if (!seen.has(key)) queue.push(next);
        seen.add(key);
      }
    });
  }
  return edges;
}

function packedSearch<Shared, Local, Action>(system: System<Shared, Local, Action>): string[] {
  const exploration = explore(system);
  assert(exploration.kind === 'complete');
  const { graph } = exploration;
  return Array.from(edgesOf(graph), ({ from, to, process, action }) =>
    JSON.stringify([graph.stateAt(from), process, action, graph.stateAt(to)]),
  );
}

/** A ring of processes that pass a token, each with a counter of three; only the last ones may leave theirs alone. */
function ring(size: number, free: number): System<{ turn: number }, number, string> {
  const domain = Array.from({ length: size }, (_, turn) => ({ turn }));
  const processOf = (own: number): Process<{ turn: number }, number, string> => ({
    initial: 0,
    steps: ({ turn }, local) => {
      const shared = { turn: (turn + 1) % size };
      const count = { action: 'count', shared, local: (local + 1) % 3 };
      if (turn !== own) return [];
      return own < size - free ? [count] : [count, { action: 'pass', shared, local }];
    },
  });
  return {
    initial: { turn: 0 },
    domain,
    processes: domain.map(({ turn }) => ({ name: `node${turn}`, process: processOf(turn) })),
    isOptional: () => false,
  };
}

const name = (profile: Profile): string => Object.values(profile).join(' ');

describe('explore', () => {
  const sample = Array.from(profiles()).filter((_, index) => index % 185 === 7);
  for (const profile of sample) {
    it(`finds the edges that a plain search finds: one thread, ${name(profile)}`, () => {
      const system = delivery(profile, 1);
      const plain = plainSearch(system);
      const packed = packedSearch(system);
      assert.equal(packed.length, plain.size);
      assert.deepEqual(new Set(packed), plain);
    });
  }

  it('finds the edges that a plain search finds: two threads, so many states that every possible one gets a place', () => {
    const profile = Array.from(profiles()).find(({ signal, section }) => signal === 'always' && section === 'split');
    const system = delivery(profile as Profile, 2);
    const packed = packedSearch(system);
    assert.ok(packed.length > layOut(system).lowWords);
    assert.deepEqual(new Set(packed), plainSearch(system));
  });

  const rings = [
    { what: 'few states among many that there could be', size: 13, free: 5, isWide: false },
    { what: 'states of nearly 32 bits', size: 17, free: 6, isWide: false },
    { what: 'states of two words', size: 21, free: 6, isWide: true },
    { what: 'states of nearly 64 bits', size: 36, free: 4, isWide: true },
  ];
  for (const { what, size, free, isWide } of rings) {
    it(`finds the edges that a plain search finds: ${what}`, () => {
      const system = ring(size, free);
      assert.equal(layOut(system).isWide, isWide);
      const plain = plainSearch(system);
      assert.ok(plain.size > 5000);
      assert.deepEqual(new Set(packedSearch(system)), plain);
    });
  }
});
