import type { Language } from '../../model/index.js';
import type { AnyKit } from '../../properties/index.js';

/** What is done to something that is made so. */
export interface Acted {
  readonly config: Language['config'];
  readonly actions: readonly Language['action'][];
}

/** Whether a run shows what is wanted of it. What it says of a run that does not fit its configuration is of no consequence. */
export type Shows = (run: Acted) => boolean;

/** From so many runs that show it, the shortest is taken; from more if it is one that nobody wants to read. */
const TRIED = 3;
const TRIED_AT_MOST = 12;
const READABLE = 20;

/** The shortest run that the runs of a pool lead to and that still shows it; undefined if none of them does. */
export function shortestOf(kit: AnyKit, pool: readonly Acted[], shows: Shows): Acted | undefined {
  const fits: Shows = (run) => shows(run) && kit.misfit(run.config, run.actions) === undefined;
  const found: Acted[] = [];
  for (const run of pool) {
    if (!fits(run)) continue;
    found.push(shortened(kit, run, fits));
    const isReadable = found.some(({ actions }) => actions.length <= READABLE);
    if (found.length >= (isReadable ? TRIED : TRIED_AT_MOST)) break;
  }
  return found.toSorted((one, other) => sizeOf(one) - sizeOf(other))[0];
}

const sizeOf = (run: Acted): number => 1000 * run.actions.length + JSON.stringify(run).length;

function shortened(kit: AnyKit, run: Acted, shows: Shows): Acted {
  const stillShows = (actions: Acted['actions']): boolean => shows({ ...run, actions });
  const shortest = withoutGroups(untilShown(run.actions, stillShows), stillShows);
  const simplest = simplified(kit, shortest, stillShows);
  // What was needed for a value may be needed no more.
  const actions = simplest === shortest ? shortest : withoutGroups(simplest, stillShows);
  return withPlainConfig(kit, { config: run.config, actions }, shows);
}

type Keeps = (actions: Acted['actions']) => boolean;

/** The shortest beginning that shows it, by halving; the whole where that leads to one which does not. */
function untilShown(actions: Acted['actions'], shows: Keeps): Acted['actions'] {
  let [low, high] = [0, actions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shows(actions.slice(0, middle))) high = middle;
    else low = middle + 1;
  }
  const beginning = actions.slice(0, low);
  return shows(beginning) ? beginning : actions;
}

/** Leaves out what can go: groups from half of all on, since single ones of a long run take long; at last single ones. */
function withoutGroups(actions: Acted['actions'], shows: Keeps): Acted['actions'] {
  let shortest = actions;
  for (let size = actions.length >> 1; size >= 1;) {
    const { length } = shortest;
    for (let from = length - size; from >= 0; from -= size) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + size)];
      if (shows(without)) shortest = without;
    }
    const isStillShrinking = shortest.length < length;
    size = size > 1 ? size >> 1 : Number(isStillShrinking);
  }
  return shortest;
}

/** Each action as simple as it can be. */
function simplified(kit: AnyKit, actions: Acted['actions'], shows: Keeps): Acted['actions'] {
  return actions.reduce((simplest, action, index) => {
    const simpler = kit.simpler?.(action).find((candidate) => shows(simplest.with(index, candidate)));
    return simpler === undefined ? simplest : simplest.with(index, simpler);
  }, actions);
}

/** What is plain in a configuration; a field that makes no difference to what is shown becomes so. */
const plain: Readonly<Record<AnyKit['model']['layer'], Readonly<Record<string, unknown>>>> = {
  device: { deviceId: 1, vendorId: 0, features: [0, 1], queueSizeMax: [256], config: [0], configWritable: false },
  gic: { peCount: 1, spiCount: 32 },
  system: {},
};

function withPlainConfig(kit: AnyKit, run: Acted, shows: Shows): Acted {
  return Object.entries(plain[kit.model.layer]).reduce((plainer: Acted, [name, value]) => {
    const tried = { ...plainer, config: { ...(plainer.config as object), [name]: value } };
    return shows(tried) ? tried : plainer;
  }, run);
}
