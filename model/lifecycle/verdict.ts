import type { Profile } from '../delivery/profile.js';
import { judge, type Inconclusive, type Verdict } from '../delivery/verdict.js';
import { explore, type ExploreOptions, type Run } from '../explore/index.js';
import type { Lifecycle } from './choices.js';
import type { LifecycleShared } from './shared.js';
import { lifecycleSystem, type LifecycleAction, type LifecycleLocal } from './system.js';

/** A finite run of a system to which a lifecycle happens. */
export type LifecycleRun = Run<LifecycleShared, LifecycleLocal, LifecycleAction>;

/** As the verdict of a profile, and whether the device can notify between reset and DRIVER_OK. */
export interface LifecycleVerdict extends Verdict<LifecycleShared, LifecycleLocal, LifecycleAction> {
  readonly premature: boolean;
}

/**
 * Explores the delivery system of a profile, with a save and restore or a reset at every point, and judges it.
 * @param threads - the number of device threads, 1 or more
 */
export function lifecycleVerdict(
  profile: Profile,
  threads: number,
  lifecycle: Lifecycle,
  options: ExploreOptions = {},
): LifecycleVerdict | Inconclusive {
  const exploration = explore(lifecycleSystem(profile, threads, lifecycle), options);
  if (exploration.kind === 'inconclusive') return { kind: 'INCONCLUSIVE', maxStates: exploration.maxStates };
  const { graph } = exploration;
  const premature = graph.labels.some(({ action, edges }) => 'isPremature' in action && edges > 0);
  return { ...judge(graph), premature };
}
