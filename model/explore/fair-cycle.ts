import { stronglyConnected } from './components.js';
import type { Label, StateGraph } from './explore.js';
import { localsToStayIn } from './stay.js';
import { tabulate } from './table.js';

/** Which infinite runs are looked for: those that from some point on ... */
export interface FairCycleQuery<Shared, Action> {
  /** ... stay in states whose shared part is such; everywhere if not given; */
  readonly within?: (shared: Shared) => boolean;
  /** ... take no optional step any more, when false; they may if not given; */
  readonly hasOptionalSteps?: boolean;
  /** ... and take a step with such an action again and again; any infinite run counts if not given. */
  readonly recurring?: (action: Action) => boolean;
}

/** Strongly connected states that a weakly fair run can stay in for ever while it visits all of them. */
export interface FairCycle {
  /** In no particular order. */
  readonly states: Uint32Array;
  /** Whether the run can take this edge of one of these states again and again. */
  hasEdge(edge: number): boolean;
}

/**
 * Every maximal set of states in which a weakly fair run can stay for ever, as the query asks.
 *
 * Weakly fair: a process that could take a step that is not optional in every state from some point on takes one again
 * and again. So a strongly connected set serves when each process either takes such a step within it, or has none in
 * some state of it. If a maximal set fails so do its parts: the process has a step in all their states and takes none.
 */
export function fairCycles<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  { within = () => true, hasOptionalSteps = true, recurring = () => true }: FairCycleQuery<Shared, Action>,
): readonly FairCycle[] {
  const { edgeStart, edgeTarget, edgeLabel, labels } = graph;
  const isUsable = labels.map((label) => hasOptionalSteps || !label.isOptional);
  const isRecurring = labels.map((label) => recurring(label.action));
  const isMember = statesToStayIn(graph, within, hasOptionalSteps);
  const usable = (edge: number): boolean => isUsable[edgeLabel[edge] as number] as boolean;

  const componentOf = new Uint32Array(graph.states);
  const found: FairCycle[] = [];
  for (const states of stronglyConnected(graph, isMember, usable, componentOf)) {
    const component = componentOf[states[0] as number];
    const hasEdge = (edge: number): boolean => componentOf[edgeTarget[edge] as number] === component && usable(edge);
    const recurs = states.some((state) => {
      for (let edge = edgeStart[state] as number; edge < (edgeStart[state + 1] as number); edge++) {
        if (isRecurring[edgeLabel[edge] as number] === true && hasEdge(edge)) return true;
      }
      return false;
    });
    if (recurs && isFair(graph, states, hasEdge)) found.push({ states: states.slice(), hasEdge });
  }
  return found;
}

/** 1 for each state in which the shared part is as asked, and no process owes a step that leads away for good. */
function statesToStayIn<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  within: (shared: Shared) => boolean,
  hasOptionalSteps: boolean,
): Uint8Array {
  const { states, system } = graph;
  const allowed = Uint8Array.from(system.domain, (shared) => Number(within(shared)));
  const isMember = new Uint8Array(states);
  for (let state = 0; state < states; state++) isMember[state] = allowed[graph.sharedIndex(state)] as number;
  system.processes.forEach(({ process }, index) => {
    const mayStay = localsToStayIn(tabulate(process, system.domain), system, hasOptionalSteps);
    for (let state = 0; state < states; state++) {
      if (isMember[state] === 1) isMember[state] = mayStay[graph.localIndex(state, index)] as number;
    }
  });
  return isMember;
}

function isFair<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  states: Uint32Array,
  hasEdge: (edge: number) => boolean,
): boolean {
  const { edgeStart, edgeLabel, labels } = graph;
  const isSettled = graph.system.processes.map(() => false);
  const canMove = graph.system.processes.map(() => false);
  for (const state of states) {
    canMove.fill(false);
    for (let edge = edgeStart[state] as number; edge < (edgeStart[state + 1] as number); edge++) {
      const { process, isOptional } = labels[edgeLabel[edge] as number] as Label<Action>;
      if (isOptional) continue;
      canMove[process] = true;
      if (hasEdge(edge)) isSettled[process] = true;
    }
    canMove.forEach((can, process) => (isSettled[process] ||= !can));
    if (!isSettled.includes(false)) return true;
  }
  return false;
}
