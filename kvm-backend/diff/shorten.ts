import type { GicAction } from '../../model/index.js';
import { isDefined } from '../../properties/gic/resolve.js';
import type { RunRequest } from '../guest/run.js';

/**
 * The shortest run that leaving out actions leads to while it still differs: halves first, then quarters, down to single
 * actions. What becomes UNPREDICTABLE is not tried.
 */
export async function shorten(
  run: RunRequest,
  stillDiffers: (run: RunRequest) => Promise<boolean>,
): Promise<RunRequest> {
  let { actions } = run;
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = actions.length - size; at > -size; at -= size) {
      const without = [...actions.slice(0, Math.max(at, 0)), ...actions.slice(Math.max(at + size, 0))];
      if (without.length < actions.length && (await holds(run, without, stillDiffers))) actions = without;
    }
  }
  return { ...run, actions };
}

async function holds(
  run: RunRequest,
  actions: readonly GicAction[],
  stillDiffers: (run: RunRequest) => Promise<boolean>,
): Promise<boolean> {
  return isDefined(run.config, actions) && (await stillDiffers({ ...run, actions }));
}
