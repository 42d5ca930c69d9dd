import type { GicAction, MmioAccess } from '../../model/index.js';
import { distributorOffset, interruptRegisters, SGI_BASE } from '../../spec/gicv3.js';

const SGIS = 0xffff;
const FIRST_PPI = 16;
const { IGROUPR, ISPENDR, IPRIORITYR, ICFGR } = interruptRegisters;
const BIT_ARRAY_BYTES = interruptRegisters.ISENABLER.offset - IGROUPR.offset;

/**
 * The bits of what an access reaches that belong to SGIs, which KVM has and the model leaves out (Arm IHI 0069, the
 * registers of the SGI_base frame). An access of eight bytes reaches none of these registers.
 */
export function sgiBits({ frame, offset, width }: MmioAccess): number {
  const register = offset - SGI_BASE;
  if (frame === 'distributor' || register < IGROUPR.offset || width === 8) return 0;
  const all = 2 ** (8 * width) - 1;
  if (register < IPRIORITYR.offset) return register % BIT_ARRAY_BYTES === 0 ? SGIS & all : 0;
  const isTheirs = register < distributorOffset('IPRIORITYR', FIRST_PPI) || register === ICFGR.offset;
  return isTheirs ? all : 0;
}

/** Whether an access reaches what tells that interrupts are pending or active. */
export function isOfLatches({ frame, offset }: MmioAccess): boolean {
  const register = offset - SGI_BASE;
  return frame === 'redistributor' && register >= ISPENDR.offset && register < IPRIORITYR.offset;
}

/** The action without the bits by which it would write to an SGI. */
export function leavingSgisAlone(action: GicAction): GicAction {
  if (action.kind !== 'mmioWrite') return action;
  const theirs = sgiBits(action);
  return theirs === 0 ? action : { ...action, value: (action.value & ~theirs) >>> 0 };
}
