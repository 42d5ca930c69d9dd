import type { Label, StateGraph } from './explore.js';
import type { FairCycle } from './fair-cycle.js';
import { shortestRun, stepAlong, type Run, type RunStep } from './run.js';

/** An infinite run: the way in, and what then happens again and again. */
export interface Lasso<Shared, Local, Action> {
  readonly stem: Run<Shared, Local, Action>;
  /** At least one step; ends in the state in which the stem ends. */
  readonly loop: readonly RunStep<Shared, Local, Action>[];
}

/** An edge with the state that it comes from. */
interface Hop {
  readonly from: number;
  readonly edge: number;
  readonly to: number;
}

/**
 * A weakly fair run into one of these cycles and round in it that takes a step with a recurring action in each round.
 * The way in is a shortest one to any state that has such a step; the loop is short, not always the shortest.
 * Undefined when no cycle has such a step.
 */
export function lassoInto<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  cycles: readonly FairCycle[],
  recurring: (action: Action) => boolean,
): Lasso<Shared, Local, Action> | undefined {
  const entries = cycles.flatMap((cycle) =>
    Array.from(cycle.states)
      .flatMap((state) => hopsFrom(graph, cycle, state))
      .filter(({ edge }) => recurring(labelOf(graph, edge).action))
      .map((hop) => ({ cycle, hop })),
  );
  // States are numbered in breadth-first order, so the least number is a nearest one.
  const [nearest] = entries.sort((one, other) => one.hop.from - other.hop.from);
  if (nearest === undefined) return undefined;
  const loop = fairLoop(graph, nearest.cycle, nearest.hop);
  return { stem: shortestRun(graph, nearest.hop.from), loop: loop.map((hop) => stepAlong(graph, hop.edge)) };
}

/** Begins with one hop, then visits what each process owes to fairness, and goes back to where it began. */
function fairLoop(graph: AnyGraph, cycle: FairCycle, first: Hop): readonly Hop[] {
  const loop = [first];
  const extendUntil = (isWanted: (hop: Hop) => boolean): void => {
    if (!loop.some(isWanted)) loop.push(...walk(graph, cycle, (loop.at(-1) as Hop).to, isWanted));
  };
  graph.system.processes.forEach((_, process) => {
    extendUntil(
      ({ edge, to }) =>
        isMoveOf(labelOf(graph, edge), process) || !labelsFrom(graph, to).some((label) => isMoveOf(label, process)),
    );
  });
  if ((loop.at(-1) as Hop).to !== first.from) {
    loop.push(...walk(graph, cycle, (loop.at(-1) as Hop).to, ({ to }) => to === first.from));
  }
  return loop;
}

/** A shortest walk in the cycle whose last hop is as wanted. */
function walk(graph: AnyGraph, cycle: FairCycle, start: number, isWanted: (hop: Hop) => boolean): readonly Hop[] {
  const cameBy = new Map<number, Hop>();
  const queue = [start];
  for (const state of queue) {
    for (const hop of hopsFrom(graph, cycle, state)) {
      if (isWanted(hop)) return [...wayTo(cameBy, state), hop];
      if (hop.to !== start && !cameBy.has(hop.to)) {
        cameBy.set(hop.to, hop);
        queue.push(hop.to);
      }
    }
  }
  // The cycle is connected, and fairCycles has found every wanted hop in it.
  throw new Error('a fair cycle lacks a step that makes it fair');
}

function wayTo(cameBy: ReadonlyMap<number, Hop>, state: number): readonly Hop[] {
  const way: Hop[] = [];
  for (let hop = cameBy.get(state); hop !== undefined; hop = cameBy.get(hop.from)) way.unshift(hop);
  return way;
}

type AnyGraph = StateGraph<unknown, unknown, unknown>;

const labelOf = <Action>(graph: StateGraph<unknown, unknown, Action>, edge: number): Label<Action> =>
  graph.labels[graph.edgeLabel[edge] as number] as Label<Action>;

const isMoveOf = (label: Label<unknown>, process: number): boolean => label.process === process && !label.isOptional;

function edgesFrom(graph: AnyGraph, state: number): readonly number[] {
  const first = graph.edgeStart[state] as number;
  return Array.from({ length: (graph.edgeStart[state + 1] as number) - first }, (_, index) => first + index);
}

const labelsFrom = (graph: AnyGraph, state: number): readonly Label<unknown>[] =>
  edgesFrom(graph, state).map((edge) => labelOf(graph, edge));

const hopsFrom = (graph: AnyGraph, cycle: FairCycle, from: number): readonly Hop[] =>
  edgesFrom(graph, from)
    .filter((edge) => cycle.hasEdge(edge))
    .map((edge) => ({ from, edge, to: graph.edgeTarget[edge] as number }));
