import { gicModel, whyUnpredictable, type GicAction, type GicConfig, type GicView } from '../../model/index.js';

/** List registers of the emulated host, and of many a real one (K16). */
export const LIST_REGISTERS = 4;

/**
 * The actions of a run without those that would bring more interrupts into flight on a PE than its list registers hold:
 * what KVM does then is a profile of its own.
 */
export function withinListRegisters(config: GicConfig, actions: readonly GicAction[]): readonly GicAction[] {
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  let state = gicModel.init(config);
  return actions.filter((action) => {
    if (whyUnpredictable(state.machine, action) !== undefined) return false;
    const next = gicModel.step(state, action).state;
    const { interrupts } = gicModel.view(next);
    if (pes.some((pe) => inFlight(interrupts, pe) > LIST_REGISTERS)) return false;
    state = next;
    return true;
  });
}

/** How many interrupts are pending or active on a PE: its own PPIs, and every SPI, wherever it is routed. */
export function inFlight(interrupts: GicView['interrupts'], pe: number): number {
  return interrupts.filter((view) => (view.pending || view.active) && (view.pe === null || view.pe === pe)).length;
}
