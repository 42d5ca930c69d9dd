import type { StateGraph } from './explore.js';
import type { SystemState } from './system.js';

/** One step of a run: who did what, and the state after it. */
export interface RunStep<Shared, Local, Action> {
  /** Index into the system's processes. */
  readonly process: number;
  readonly action: Action;
  readonly after: SystemState<Shared, Local>;
}

/** A run: the state in which it begins, and its steps. */
export interface Run<Shared, Local, Action> {
  readonly start: SystemState<Shared, Local>;
  readonly steps: readonly RunStep<Shared, Local, Action>[];
}

/** A shortest run from the initial state to the state with this number. */
export function shortestRun<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  state: number,
): Run<Shared, Local, Action> {
  const path = [state];
  for (let at = state; at !== 0; at = graph.parent[at] as number) path.push(graph.parent[at] as number);
  path.reverse();
  return {
    start: graph.stateAt(0),
    // The state before is the parent of the next, so an edge from it leads there.
    steps: path
      .slice(1)
      .map((next, index) =>
        stepAlong(graph, graph.edgeTarget.indexOf(next, graph.edgeStart[path[index] as number] as number)),
      ),
  };
}

/** The step that an edge stands for. */
export function stepAlong<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  edge: number,
): RunStep<Shared, Local, Action> {
  const { process, action } = graph.labels[graph.edgeLabel[edge] as number] as (typeof graph.labels)[number];
  return { process, action, after: graph.stateAt(graph.edgeTarget[edge] as number) };
}

/** The number of steps of a shortest run from the initial state to this one. */
export function depthOf(graph: StateGraph<unknown, unknown, unknown>, state: number): number {
  let depth = 0;
  for (let at = state; at !== 0; at = graph.parent[at] as number) depth++;
  return depth;
}

/** One labelled edge between two numbered states. */
export interface Edge<Action> {
  readonly from: number;
  readonly to: number;
  /** Index into the system's processes. */
  readonly process: number;
  readonly action: Action;
}

/** Every edge of a graph, for export. */
export function* edgesOf<Shared, Local, Action>(graph: StateGraph<Shared, Local, Action>): Generator<Edge<Action>> {
  for (let from = 0; from < graph.states; from++) {
    for (let edge = graph.edgeStart[from] as number; edge < (graph.edgeStart[from + 1] as number); edge++) {
      const { process, action } = graph.labels[graph.edgeLabel[edge] as number] as (typeof graph.labels)[number];
      yield { from, to: graph.edgeTarget[edge] as number, process, action };
    }
  }
}
