import { IrqlineError } from '../errors.js';
import { showLabel, stateKey, type Machine } from './machine.js';
import type { State } from './scope.js';

/** An edge of the graph: state numbers, and the label as a call. */
export interface Edge {
  readonly from: number;
  readonly label: string;
  readonly to: number;
}

/** All reachable states, in the order of a breadth-first search, and all labelled edges between them. */
export interface Graph {
  readonly states: readonly State[];
  /** How many of the first states are initial. */
  readonly initialCount: number;
  readonly edges: readonly Edge[];
  /** For each state the number of the edge that first led to it; -1 for an initial state. */
  readonly firstEdge: readonly number[];
}

/**
 * Explores a machine exhaustively.
 *
 * @param limit - the most states that are allowed
 * @throws IrqlineError SPECIFICATION_TOO_LARGE when there are more
 */
export function explore(machine: Machine, limit = 2_000_000): Graph {
  const states: State[] = [];
  const edges: Edge[] = [];
  const firstEdge: number[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: State, by: number): number => {
    const key = stateKey(state);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length === limit) throw new IrqlineError('SPECIFICATION_TOO_LARGE', `more than ${limit} states`);
    numbers.set(key, states.length);
    firstEdge.push(by);
    return states.push(state) - 1;
  };
  for (const state of machine.initial()) numberOf(state, -1);
  const initialCount = states.length;
  for (let from = 0; from < states.length; from += 1)
    for (const { label, next } of machine.steps(states[from] ?? []))
      edges.push({ from, label: showLabel(label), to: numberOf(next, edges.length) });
  return { states, initialCount, edges, firstEdge };
}

/** The edges of a shortest run from an initial state to this one. */
export function shortestRun(graph: Graph, state: number): readonly Edge[] {
  const run: Edge[] = [];
  for (let edge = graph.edges[graph.firstEdge[state] ?? -1]; edge !== undefined;) {
    run.unshift(edge);
    edge = graph.edges[graph.firstEdge[edge.from] ?? -1];
  }
  return run;
}
