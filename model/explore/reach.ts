import type { StateGraph } from './explore.js';

/**
 * Tells of any state whether some continuation takes a step with such an action.
 * Searches forwards, breadth first, from each state that is asked for, up to the first such step: made for few questions,
 * which have a near answer unless it is no.
 */
export function reachOf<Shared, Local, Action>(
  { labels, states, edgeStart, edgeTarget, edgeLabel }: StateGraph<Shared, Local, Action>,
  isWanted: (action: Action) => boolean,
): (from: number) => boolean {
  const wanted = labels.map((label) => isWanted(label.action));
  /** The number of the state, plus 1, from which the last search came here. */
  const foundFrom = new Uint32Array(states);
  return (from) => {
    const queue = [from];
    foundFrom[from] = from + 1;
    for (const state of queue) {
      for (let edge = edgeStart[state] as number; edge < (edgeStart[state + 1] as number); edge++) {
        if (wanted[edgeLabel[edge] as number] === true) return true;
        const target = edgeTarget[edge] as number;
        if (foundFrom[target] === from + 1) continue;
        foundFrom[target] = from + 1;
        queue.push(target);
      }
    }
    return false;
  };
}
