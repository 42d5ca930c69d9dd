import { gicModel, whyUnpredictable, type GicAction, type GicConfig, type GicState } from '../../model/index.js';
import { gicMisfit } from './misfit.js';

/**
 * What a generator makes: an action, or one whose INTID depends on what came before. `endLast` ends what was
 * acknowledged last on a PE; `deactivateActive` deactivates the nth active interrupt; `restoreActive`
 * writes the active priorities of what is active.
 */
export type Intention =
  | GicAction
  | { readonly kind: 'endLast'; readonly pe: number }
  | { readonly kind: 'deactivateActive'; readonly pe: number; readonly nth: number };

/**
 * The actions that intentions come to. What has nothing to act on, and what is UNPREDICTABLE, is left out.
 * @param between - what happens to the GIC after each action, beside it
 */
export function resolve(
  config: GicConfig,
  intentions: readonly Intention[],
  between: (state: GicState) => GicState = (state) => state,
): GicAction[] {
  let state = gicModel.init(config);
  const actions: GicAction[] = [];
  for (const intention of intentions) {
    const action = toAction(state, intention);
    if (action === undefined || whyUnpredictable(state.machine, action) !== undefined) continue;
    actions.push(action);
    state = between(gicModel.step(state, action).state);
  }
  return actions;
}

function toAction(state: ReturnType<typeof gicModel.init>, intention: Intention): GicAction | undefined {
  if (intention.kind === 'endLast') {
    const intId = state.machine.cpuInterfaces[intention.pe]?.acknowledged.at(-1);
    return intId === undefined ? undefined : { kind: 'endOfInterrupt', pe: intention.pe, intId };
  }
  if (intention.kind === 'deactivateActive') {
    const { pe, nth } = intention;
    const active = gicModel.view(state).interrupts.filter((view) => view.active && (view.pe ?? pe) === pe);
    const intId = active[nth % Math.max(active.length, 1)]?.intId;
    return intId === undefined ? undefined : { kind: 'deactivate', pe, intId };
  }
  return intention;
}

/** Whether no action of a run is UNPREDICTABLE; leaving out actions to shorten a run can make one so. */
export const isDefined = (config: GicConfig, actions: readonly GicAction[]): boolean =>
  gicMisfit(config, actions) === undefined;
