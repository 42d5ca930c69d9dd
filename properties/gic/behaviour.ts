import { architectureGic, type GicBehaviour } from '../../model/index.js';
import { same } from '../same.js';

/** Whether it makes the architecture's own choices, as far as runs come: what it does not specify they do not meet. */
export function isOfTheArchitecture(behaviour: GicBehaviour): boolean {
  const { unspecified: _, ...chosen } = behaviour;
  return same(chosen, architectureGic);
}
