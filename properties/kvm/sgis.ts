import type { GicAction, MmioAccess } from '../../model/index.js';

const SGI_BASE = 0x1_0000;
const SGIS = 0xffff;
const BIT_ARRAY_BYTES = 0x080;
const GICR_IGROUPR0 = 0x080;
const GICR_ISPENDR0 = 0x200;
const GICR_IPRIORITYR0 = 0x400;
const GICR_IPRIORITYR4 = 0x410;
const GICR_ICFGR0 = 0xc00;

/**
 * The bits of what an access reaches that belong to SGIs, which KVM has and the model leaves out (Arm IHI 0069, the
 * registers of the SGI_base frame). An access of eight bytes reaches none of these registers.
 */
export function sgiBits({ frame, offset, width }: MmioAccess): number {
  const register = offset - SGI_BASE;
  if (frame === 'distributor' || register < GICR_IGROUPR0 || width === 8) return 0;
  const all = 2 ** (8 * width) - 1;
  if (register < GICR_IPRIORITYR0) return register % BIT_ARRAY_BYTES === 0 ? SGIS & all : 0;
  const isTheirs = register < GICR_IPRIORITYR4 || register === GICR_ICFGR0;
  return isTheirs ? all : 0;
}

/** Whether an access reaches what tells that interrupts are pending or active. */
export function isOfLatches({ frame, offset }: MmioAccess): boolean {
  const register = offset - SGI_BASE;
  return frame === 'redistributor' && register >= GICR_ISPENDR0 && register < GICR_IPRIORITYR0;
}

/** The action without the bits by which it would write to an SGI. */
export function leavingSgisAlone(action: GicAction): GicAction {
  if (action.kind !== 'mmioWrite') return action;
  const theirs = sgiBits(action);
  return theirs === 0 ? action : { ...action, value: (action.value & ~theirs) >>> 0 };
}
