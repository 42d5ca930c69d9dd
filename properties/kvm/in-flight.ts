import { gicModel, whyUnpredictable, type GicAction, type GicConfig, type GicView } from '../../model/index.js';

/** List registers of the emulated host, and of many a real one (K16). */
const LIST_REGISTERS = 4;

/**
 * The actions of a run without those that would bring more interrupts into flight on a PE than its list registers hold:
 * what KVM does then is a profile of its own.
 */
export function withinListRegisters(config: GicConfig, actions: readonly GicAction[]): readonly GicAction[] {
  let state = gicModel.init(config);
  return actions.filter((action) => {
    if (whyUnpredictable(state.machine, action) !== undefined) return false;
    const next = gicModel.step(state, action).state;
    if (mostInFlight(config, gicModel.view(next)) > LIST_REGISTERS) return false;
    state = next;
    return true;
  });
}

/** Interrupts that are pending or active on the PE that has most: its own PPIs, and every SPI, wherever it is routed. */
export function mostInFlight({ peCount }: GicConfig, { interrupts }: GicView): number {
  const inFlight = interrupts.filter(({ pending, active }) => pending || active);
  const counts = Array.from(
    { length: peCount },
    (_, pe) => inFlight.filter((interrupt) => interrupt.pe === null || interrupt.pe === pe).length,
  );
  return Math.max(...counts);
}
