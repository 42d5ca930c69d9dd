import { gicRegisters, interruptRegisters, isWithin, SGI_BASE } from '../../../spec/gicv3.js';
import type { MmioAccess } from '../language.js';
import { FIRST_SPI } from '../state.js';

const bitRegisters = ['IGROUPR', 'ISENABLER', 'ICENABLER', 'ISPENDR', 'ICPENDR', 'ISACTIVER', 'ICACTIVER'] as const;

/** The registers that have one bit an interrupt; GICD_ and GICR_ lay them out alike. */
export type BitRegister = (typeof bitRegisters)[number];

/** What an access reaches. */
export type Register =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'GICD_CTLR' }
  | { readonly kind: 'GICD_TYPER' }
  | { readonly kind: 'PIDR2' }
  | { readonly kind: 'GICR_TYPER'; readonly part: Part }
  | { readonly kind: 'bits'; readonly register: BitRegister; readonly firstIntId: number }
  | { readonly kind: 'ICFGR'; readonly firstIntId: number }
  | { readonly kind: 'IPRIORITYR'; readonly firstIntId: number }
  | { readonly kind: 'GICD_IROUTER'; readonly intId: number; readonly part: Part };

/** Which part of a register of eight bytes. */
export type Part = 'whole' | 'low' | 'high';

const RESERVED: Register = { kind: 'reserved' };

/**
 * The register behind an access, or `reserved`, which reads as zero and ignores writes. Word 0 of GICD's banked
 * registers is reserved, since affinity routing is always enabled; so are GICD_ITARGETSR, GICD_SGIR and the like, the
 * registers of SGIs and LPIs, and GICR_WAKER: a PE here is always awake.
 */
export function registerAt({ frame, offset, width }: MmioAccess): Register {
  if (!Number.isInteger(offset) || offset < 0 || offset % width !== 0) return RESERVED;
  const register = frame === 'distributor' ? distributorAt(offset, width) : redistributorAt(offset, width);
  return register ?? RESERVED;
}

/** Whether it is misaligned, or of a width that no register there has to take (R2). */
export function isUnusualAccess(access: MmioAccess): boolean {
  const { frame, offset, width } = access;
  if (offset % width !== 0 || width === 2) return true;
  if (width === 1) return !isWithin('IPRIORITYR', frame === 'distributor' ? offset : offset - SGI_BASE);
  return width === 8 && registerAt(access).kind === 'reserved';
}

function distributorAt(offset: number, width: number): Register | undefined {
  if (isWithin('IROUTER', offset)) return routerAt(offset, width);
  if (width === 4 && offset === gicRegisters.GICD_CTLR) return { kind: 'GICD_CTLR' };
  if (width === 4 && offset === gicRegisters.GICD_TYPER) return { kind: 'GICD_TYPER' };
  if (width === 4 && offset === gicRegisters.GICD_PIDR2) return { kind: 'PIDR2' };
  const banked = bankedAt(offset, width);
  return banked !== undefined && banked.firstIntId >= FIRST_SPI ? banked : undefined;
}

function redistributorAt(offset: number, width: number): Register | undefined {
  if (offset === gicRegisters.GICR_TYPER || offset === gicRegisters.GICR_TYPER + 4) {
    const part = partAt(offset, width);
    return part && { kind: 'GICR_TYPER', part };
  }
  if (width === 4 && offset === gicRegisters.GICR_PIDR2) return { kind: 'PIDR2' };
  const banked = offset >= SGI_BASE ? bankedAt(offset - SGI_BASE, width) : undefined;
  return banked !== undefined && banked.firstIntId < FIRST_SPI ? banked : undefined;
}

function routerAt(offset: number, width: number): Register | undefined {
  const intId = Math.floor((offset - interruptRegisters.IROUTER.offset) / 8);
  const part = intId >= FIRST_SPI ? partAt(offset, width) : undefined;
  return part && { kind: 'GICD_IROUTER', intId, part };
}

function partAt(offset: number, width: number): Part | undefined {
  if (width === 8) return 'whole';
  if (width === 4) return offset % 8 === 0 ? 'low' : 'high';
  return undefined;
}

/** The registers that distributor and redistributor lay out alike. */
function bankedAt(offset: number, width: number): (Register & { readonly firstIntId: number }) | undefined {
  const { IPRIORITYR, ICFGR } = interruptRegisters;
  if (isWithin('IPRIORITYR', offset) && (width === 1 || width === 4)) {
    return { kind: 'IPRIORITYR', firstIntId: offset - IPRIORITYR.offset };
  }
  if (width !== 4) return undefined;
  if (isWithin('ICFGR', offset)) return { kind: 'ICFGR', firstIntId: (offset - ICFGR.offset) * 4 };
  const register = bitRegisters.find((name) => isWithin(name, offset));
  return register && { kind: 'bits', register, firstIntId: (offset - interruptRegisters[register].offset) * 8 };
}
