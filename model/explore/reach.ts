import type { StateGraph } from './explore.js';

/**
 * For every state, whether some continuation takes a step with such an action.
 * Sweeps against the order of discovery until nothing changes: no edge is stored backwards, and few sweeps are needed,
 * since most edges lead to states that were discovered later.
 */
export function statesThatCanReach<Shared, Local, Action>(
  graph: StateGraph<Shared, Local, Action>,
  isWanted: (action: Action) => boolean,
): Uint8Array {
  const wanted = graph.labels.map((label) => isWanted(label.action));
  const can = new Uint8Array(graph.states);
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let state = graph.states - 1; state >= 0; state--) {
      if (can[state] === 1) continue;
      const end = graph.edgeStart[state + 1] as number;
      for (let edge = graph.edgeStart[state] as number; edge < end; edge++) {
        if (wanted[graph.edgeLabel[edge] as number] === true || can[graph.edgeTarget[edge] as number] === 1) {
          can[state] = 1;
          hasChanged = true;
          break;
        }
      }
    }
  }
  return can;
}
