import type { GicAction, GicConfig, GicView } from '../../model/index.js';
import type { StoppedView } from '../subject/stopped-view.js';

/** What the model or KVM showed after an action; which part of the model's view KVM can show depends on the rung. */
export interface Seen {
  readonly observation: { readonly kind: 'done' } | { readonly kind: 'value'; readonly value: number };
  readonly view: StoppedView | GicView;
}

/** Where something was seen. */
export interface SeenAt {
  readonly config: GicConfig;
  /** The actions before. */
  readonly history: readonly GicAction[];
  readonly action: GicAction;
  readonly expected: Seen;
}

/** Whether the view has what only a guest can read. */
export function hasGuest(view: StoppedView | GicView): view is GicView {
  return view.cpuInterfaces.every((cpuInterface) => 'ICC_HPPIR1_EL1' in cpuInterface);
}
