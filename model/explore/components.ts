/** A directed graph in typed arrays: the edges of node `n` are `edgeStart[n]` to `edgeStart[n + 1]`. */
export interface DirectedGraph {
  readonly states: number;
  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
}

/**
 * The strongly connected components of a part of a graph, each as the numbers of its states.
 * Tarjan's algorithm (SIAM J. Comput. 1 (1972) 146), with its recursion unrolled: runs are longer than any call stack.
 *
 * @param isMember - 1 for the states that count
 * @param isUsable - whether an edge counts
 * @param componentOf - filled with the number of the component of each state, counted from 1; 0 for a state left out.
 *   A component's states have their numbers before it is yielded.
 */
export function* stronglyConnected(
  graph: DirectedGraph,
  isMember: Uint8Array,
  isUsable: (edge: number) => boolean,
  componentOf: Uint32Array,
): Generator<Uint32Array> {
  const { edgeStart, edgeTarget } = graph;
  const order = new Uint32Array(graph.states);
  const lowest = new Uint32Array(graph.states);
  const nextEdge = new Uint32Array(graph.states);
  const open = new Uint32Array(graph.states);
  const path = new Uint32Array(graph.states);
  let openCount = 0;
  let visited = 0;
  let components = 0;

  const enter = (state: number): void => {
    order[state] = lowest[state] = ++visited;
    nextEdge[state] = edgeStart[state] as number;
    open[openCount++] = state;
  };

  for (let root = 0; root < graph.states; root++) {
    if (isMember[root] !== 1 || order[root] !== 0) continue;
    let depth = 0;
    path[depth] = root;
    enter(root);
    while (depth >= 0) {
      const state = path[depth] as number;
      const edge = nextEdge[state] as number;
      if (edge < (edgeStart[state + 1] as number)) {
        nextEdge[state] = edge + 1;
        const target = edgeTarget[edge] as number;
        if (isMember[target] !== 1 || !isUsable(edge)) continue;
        if (order[target] === 0) {
          path[++depth] = target;
          enter(target);
        } else if (componentOf[target] === 0) {
          lowest[state] = Math.min(lowest[state] as number, order[target] as number);
        }
        continue;
      }
      depth--;
      if (depth >= 0) {
        const before = path[depth] as number;
        lowest[before] = Math.min(lowest[before] as number, lowest[state] as number);
      }
      if (lowest[state] === order[state]) {
        const end = openCount;
        components++;
        do componentOf[open[--openCount] as number] = components;
        while (open[openCount] !== state);
        yield open.subarray(openCount, end);
      }
    }
  }
}
