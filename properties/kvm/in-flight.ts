import { gicModel, whyUnpredictable, type GicAction, type GicConfig, type GicView } from '../../model/index.js';
import { isWithin, SGI_BASE } from '../../spec/gicv3.js';

/** List registers of the emulated host, and of many a real one (K16). */
export const LIST_REGISTERS = 4;

/**
 * Whether a priority is written. For a pending interrupt GICD_IPRIORITYR<n> of Arm IHI 0069 allows the old value as well as the
 * new one; what holds for an active one we did not find there. Its end deactivates whatever was written (ICC_EOIR1_EL1 and
 * ICV_EOIR1_EL1 of Arm DDI 0595). KVM writes the priority to the list register, which then no longer matches the one that
 * drops, and QEMU's CPU interface leaves the interrupt active (icv_eoir_write of hw/intc/arm_gicv3_cpuif.c).
 */
function writesPriority(action: GicAction): boolean {
  if (action.kind === 'writePriority') return true;
  if (action.kind !== 'mmioWrite') return false;
  return isWithin('IPRIORITYR', action.offset % SGI_BASE);
}

/**
 * The actions of a run without those that would write a priority while an interrupt is active, or bring more interrupts into flight on a PE than its list registers hold:
 * what KVM does then is a profile of its own.
 */
export function withinListRegisters(config: GicConfig, actions: readonly GicAction[]): readonly GicAction[] {
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  let state = gicModel.init(config);
  return actions.filter((action) => {
    if (whyUnpredictable(state.machine, action) !== undefined) return false;
    if (writesPriority(action) && gicModel.view(state).interrupts.some(({ active }) => active)) return false;
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
