import { instance } from '@viz-js/viz';
import { delivery, edgesOf, explore, type DeliveryGraph, type DeliveryState, type Profile } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { actionName, stateCells } from './words.js';

/** States that Graphviz lays out within seconds, and that a person may still find a way through. */
const mostDrawnStates = 400;

/** Less search for a fine layout: without these three hundred states take minutes. */
const quickLayout = { nslimit: 1, nslimit1: 1, mclimit: 0.1, splines: 'line' };

/**
 * The reachable states of a profile and the steps between them, in the DOT language of Graphviz. LOST states are red.
 * @throws IrqlineError EXPLORATION_TOO_LARGE when there are more states than the bound
 */
export function stateGraphDot(profile: Profile, threads: number, maxStates: number): string {
  const { graph, isLost } = graphOf(profile, threads, maxStates);
  const states = Array.from({ length: graph.states }, (_, state) => {
    const colour = isLost(state) ? ' color=red penwidth=3' : '';
    return `  s${state} [label="${labelOf(graph.stateAt(state))}"${colour}];`;
  });
  const edges = Array.from(edgesOf(graph), ({ from, to, process, action }) => {
    const actor = graph.system.processes[process]?.name ?? '';
    return `  s${from} -> s${to} [label="${actor} ${actionName(action)}"];`;
  });
  const style = '  node [shape=box fontname="monospace" fontsize=9];\n  edge [fontname="sans-serif" fontsize=8];';
  return ['digraph irqline {', style, ...states, ...edges, '}', ''].join('\n');
}

/** The same as a picture; GRAPH_TOO_LARGE for more states than can be drawn. */
export async function stateGraphSvg(profile: Profile, threads: number, maxStates: number): Promise<string> {
  const { graph } = graphOf(profile, threads, maxStates);
  if (graph.states > mostDrawnStates) {
    throw new IrqlineError('GRAPH_TOO_LARGE', `${graph.states} states, and ${mostDrawnStates} can be drawn`);
  }
  const viz = await instance();
  return viz.renderString(stateGraphDot(profile, threads, maxStates), { format: 'svg', graphAttributes: quickLayout });
}

function graphOf(
  profile: Profile,
  threads: number,
  maxStates: number,
): { readonly graph: DeliveryGraph; readonly isLost: (state: number) => boolean } {
  const exploration = explore(delivery(profile, threads), { maxStates });
  if (exploration.kind === 'inconclusive') {
    throw new IrqlineError('EXPLORATION_TOO_LARGE', `more than ${maxStates} states with ${threads} threads`);
  }
  const { graph } = exploration;
  const quiescent = new Set(graph.quiescent);
  const isLost = (state: number): boolean => quiescent.has(state) && graph.stateAt(state).shared.work !== 0;
  return { graph, isLost };
}

/** Two lines: the shared part, and where everyone is. */
const labelOf = (state: DeliveryState): string =>
  `${stateCells(state).join(' ')}\\n${state.locals.map(({ kind }) => kind).join(' ')}`;
