import {
  depthOf,
  explore,
  fairCycles,
  lassoInto,
  reachOf,
  shortestRun,
  type ExploreOptions,
  type Lasso,
  type Run,
  type StateGraph,
} from '../explore/index.js';
import type { Profile } from './profile.js';
import { delivery, type DeliveryAction, type DeliveryLocal } from './system.js';
import { CONFIG, VRING, type Shared } from './wire.js';

/** A finite run of a delivery system. */
export type DeliveryRun = Run<Shared, DeliveryLocal, DeliveryAction>;

/** An infinite run of a delivery system. */
export type DeliveryLasso = Lasso<Shared, DeliveryLocal, DeliveryAction>;

/** What is known of a profile once all its reachable states have been seen. */
export interface Verdict<S extends Shared = Shared, Local = DeliveryLocal, Action = DeliveryAction> {
  /**
   * LOST: events can be left unserviced with nobody coming. STORM: not that, but interrupts can go on for ever without
   * any new event. SAFE: neither.
   */
  readonly kind: 'SAFE' | 'LOST' | 'STORM';
  /** Whether from some LOST state no continuation ever services anything again, whatever is published. */
  readonly dead: boolean;
  /** Whether there is a storm, beside LOST or not. */
  readonly storm: boolean;
  /** Whether an event can stay unserviced through a storm. */
  readonly stormStarves: boolean;
  /** Whether every published event is serviced in every fair run, even if publishing never stops. */
  readonly serviced: boolean;
  /** Whether a handler's first read of InterruptStatus can be empty. */
  readonly spurious: boolean;
  readonly states: number;
  readonly edges: number;
  /** Steps of a shortest run to a LOST state; null if there is none. */
  readonly shortest: number | null;
  /** Steps of a shortest run to a dead LOST state; null if there is none. */
  readonly shortestDead: number | null;
  /** A shortest run to a LOST state. */
  readonly lostRun: Run<S, Local, Action> | null;
  /** A shortest run to a dead LOST state. */
  readonly deadRun: Run<S, Local, Action> | null;
  /** A way into a storm, and the storm. */
  readonly stormRun: Lasso<S, Local, Action> | null;
}

/** The explorer did not get to the end, so nothing is claimed. */
export interface Inconclusive {
  readonly kind: 'INCONCLUSIVE';
  /** The bound that ended the exploration. */
  readonly maxStates: number;
}

/** All reachable states of a delivery system. */
export type DeliveryGraph = StateGraph<Shared, DeliveryLocal, DeliveryAction>;

interface AnyAction {
  readonly kind: string;
  readonly isSpurious?: boolean;
}

const isTake = ({ kind }: AnyAction): boolean => kind === 'take';
const isService = ({ kind }: AnyAction): boolean => kind === 'service';

/**
 * Explores the delivery system of a profile to the end and judges it.
 * @param threads - the number of device threads, 1 or more; each one multiplies the states by about ten
 */
export function verdict(profile: Profile, threads: number, options: ExploreOptions = {}): Verdict | Inconclusive {
  const exploration = explore(delivery(profile, threads), options);
  return exploration.kind === 'complete'
    ? judge(exploration.graph)
    : { kind: 'INCONCLUSIVE', maxStates: exploration.maxStates };
}

/** Judges the delivery system of a profile, or one that is built around it, by all its reachable states. */
export function judge<S extends Shared, Local, Action extends AnyAction>(
  graph: StateGraph<S, Local, Action>,
): Verdict<S, Local, Action> {
  const hasWork = graph.system.domain.map(({ work }) => work !== 0);
  const lost = graph.quiescent.filter((state) => hasWork[graph.sharedIndex(state)] === true);
  const [firstLost] = lost;
  const firstDead = firstLost === undefined ? undefined : findDead(graph, lost);
  const storms = fairCycles(graph, { hasOptionalSteps: false, recurring: isTake });
  return {
    kind: firstLost !== undefined ? 'LOST' : storms.length > 0 ? 'STORM' : 'SAFE',
    dead: firstDead !== undefined,
    storm: storms.length > 0,
    // Without a publish work only shrinks, so within a storm it is the same everywhere.
    stormStarves: storms.some(({ states }) => hasWork[graph.sharedIndex(states[0] as number)] === true),
    serviced: firstLost === undefined && ![VRING, CONFIG].some((bit) => canStayUnserviced(graph, bit)),
    spurious: graph.labels.some(
      ({ action, edges }) => action.kind === 'read' && action.isSpurious === true && edges > 0,
    ),
    states: graph.states,
    edges: graph.edges,
    shortest: firstLost === undefined ? null : depthOf(graph, firstLost),
    shortestDead: firstDead === undefined ? null : depthOf(graph, firstDead),
    lostRun: firstLost === undefined ? null : shortestRun(graph, firstLost),
    deadRun: firstDead === undefined ? null : shortestRun(graph, firstDead),
    stormRun: lassoInto(graph, storms, isTake) ?? null,
  };
}

/** The first of these states after which nothing is ever serviced again. */
function findDead<S, Local, Action extends AnyAction>(
  graph: StateGraph<S, Local, Action>,
  lost: readonly number[],
): number | undefined {
  const isRescued = reachOf(graph, isService);
  return lost.find((state) => !isRescued(state));
}

/** Whether some fair run, in which publishing may go on for ever, never services an event of this kind. */
const canStayUnserviced = <S extends Shared, Local, Action>(
  graph: StateGraph<S, Local, Action>,
  bit: number,
): boolean => fairCycles(graph, { within: ({ work }) => (work & bit) !== 0 }).length > 0;
