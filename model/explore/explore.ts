import { doubled, firstCapacity } from './growing.js';
import { digitOf, layOut, type Field, type Layout } from './layout.js';
import { StateSet } from './state-set.js';
import type { System, SystemState } from './system.js';

/** One action of one process, as the edges of a graph carry it. */
export interface Label<Action> {
  /** Index into the system's processes. */
  readonly process: number;
  readonly action: Action;
  readonly isOptional: boolean;
  /** How many edges carry it. */
  readonly edges: number;
}

/**
 * All reachable states of a system and every step between them. States are numbered in breadth-first order, 0 is the
 * initial one; the edges of state `n` are `edgeStart[n]` to `edgeStart[n + 1]`, two edges may join the same states.
 */
export interface StateGraph<Shared, Local, Action> {
  readonly system: System<Shared, Local, Action>;
  readonly states: number;
  readonly edges: number;
  readonly labels: readonly Label<Action>[];
  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
  /** Index into `labels`. */
  readonly edgeLabel: Uint8Array;
  /** The state from which a state was first reached, one step nearer to the initial one. */
  readonly parent: Uint32Array;
  /** The states in which nothing has to happen any more: only optional actions are possible, or none. In order. */
  readonly quiescent: readonly number[];
  /** Index into the system's domain of the shared part of a state. */
  sharedIndex(state: number): number;
  /** Index of the local state of a process in a state, counted in its table. */
  localIndex(state: number, process: number): number;
  stateAt(state: number): SystemState<Shared, Local>;
}

/** What an exploration came to: the whole graph, or that a bound ended it and nothing is known of what lies beyond. */
export type Exploration<Shared, Local, Action> =
  | { readonly kind: 'complete'; readonly graph: StateGraph<Shared, Local, Action> }
  | { readonly kind: 'inconclusive'; readonly maxStates: number };

/** Bounds of an exploration. */
export interface ExploreOptions {
  /** The exploration is inconclusive when there are more states than this: 1 to 2^31, 20 million if not given (1 GiB). */
  readonly maxStates?: number;
}

/** What `maxStates` is when not given. */
export const defaultMaxStates = 20_000_000;

/**
 * Visits every reachable state of a system, breadth first.
 * The states are packed into two words of 32 bits at most; `IrqlineError` with code `EXPLORATION_TOO_WIDE` if they do not fit.
 */
export function explore<Shared, Local, Action>(
  system: System<Shared, Local, Action>,
  { maxStates = defaultMaxStates }: ExploreOptions = {},
): Exploration<Shared, Local, Action> {
  const layout = layOut(system);
  const { fields, isWide, sharedSize, mostSteps } = layout;
  const optional = layout.labels.map((label) => label.isOptional);

  const states = new StateSet(layout);
  let edgeStart = new Uint32Array(firstCapacity);
  let parent = new Uint32Array(firstCapacity);
  let edgeTarget = new Uint32Array(1 << 14);
  let edgeLabel = new Uint8Array(1 << 14);
  const quiescent: number[] = [];
  let edges = 0;

  states.numberOf(layout.initialLow, layout.initialHigh);
  for (let state = 0; state < states.size; state++) {
    if (states.size > maxStates) return { kind: 'inconclusive', maxStates };
    if (edges + mostSteps > edgeTarget.length) {
      edgeTarget = doubled(edgeTarget);
      const labels = new Uint8Array(edgeLabel.length * 2);
      labels.set(edgeLabel);
      edgeLabel = labels;
    }
    const low = states.low[state] as number;
    const high = isWide ? (states.high[state] as number) : 0;
    const shared = low % sharedSize;
    let isQuiescent = true;
    for (const field of fields) {
      const row = shared * field.size + digitOf(field.isHigh ? high : low, field);
      const end = field.rowStart[row + 1] as number;
      for (let step = field.rowStart[row] as number; step < end; step++) {
        const nextLow = (low + (field.lowChange[step] as number)) >>> 0;
        const nextHigh = field.isHigh ? (high + (field.highChange[step] as number)) >>> 0 : high;
        const known = states.size;
        const next = states.numberOf(nextLow, nextHigh);
        if (next === known) {
          if (next === parent.length) parent = doubled(parent);
          parent[next] = state;
        }
        const label = field.label[step] as number;
        if (optional[label] === false) isQuiescent = false;
        edgeTarget[edges] = next;
        edgeLabel[edges] = label;
        edges++;
      }
    }
    if (isQuiescent) quiescent.push(state);
    if (state + 1 === edgeStart.length) edgeStart = doubled(edgeStart);
    edgeStart[state + 1] = edges;
  }

  const labelEdges = new Float64Array(layout.labels.length);
  for (let edge = 0; edge < edges; edge++) (labelEdges[edgeLabel[edge] as number] as number)++;
  const labels = layout.labels.map((label, index) => ({ ...label, edges: labelEdges[index] as number }));
  const graph = { system, states: states.size, edges, labels, edgeStart, edgeTarget, edgeLabel, parent, quiescent };
  return { kind: 'complete', graph: { ...graph, ...readers(system, layout, states) } };
}

function readers<Shared, Local, Action>(
  { domain }: System<Shared, Local, Action>,
  { fields, sharedSize }: Layout<Local, Action>,
  { low, high }: StateSet,
): Pick<StateGraph<Shared, Local, Action>, 'sharedIndex' | 'localIndex' | 'stateAt'> {
  const sharedIndex = (state: number): number => (low[state] as number) % sharedSize;
  const localIndex = (state: number, process: number): number => {
    const field = fields[process] as Field<Local>;
    return digitOf((field.isHigh ? high : low)[state] as number, field);
  };
  return {
    sharedIndex,
    localIndex,
    stateAt: (state) => ({
      shared: domain[sharedIndex(state)] as Shared,
      locals: fields.map(({ locals }, process) => locals[localIndex(state, process)] as Local),
    }),
  };
}
