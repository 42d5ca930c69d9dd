import type { MmioAccess } from '../language.js';
import { FIRST_SPI } from '../state.js';

/** The registers that have one bit an interrupt; GICD_ and GICR_ lay them out alike. */
export type BitRegister = 'IGROUPR' | 'ISENABLER' | 'ICENABLER' | 'ISPENDR' | 'ICPENDR' | 'ISACTIVER' | 'ICACTIVER';

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

const SGI_BASE = 0x1_0000;
const RESERVED: Register = { kind: 'reserved' };

const bitRegisters: readonly (readonly [number, BitRegister])[] = [
  [0x080, 'IGROUPR'],
  [0x100, 'ISENABLER'],
  [0x180, 'ICENABLER'],
  [0x200, 'ISPENDR'],
  [0x280, 'ICPENDR'],
  [0x300, 'ISACTIVER'],
  [0x380, 'ICACTIVER'],
];

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

function distributorAt(offset: number, width: number): Register | undefined {
  if (offset >= 0x6100 && offset < 0x7fe0) return routerAt(offset, width);
  if (width === 4 && offset === 0x0) return { kind: 'GICD_CTLR' };
  if (width === 4 && offset === 0x4) return { kind: 'GICD_TYPER' };
  if (width === 4 && offset === 0xffe8) return { kind: 'PIDR2' };
  const banked = bankedAt(offset, width);
  return banked !== undefined && banked.firstIntId >= FIRST_SPI ? banked : undefined;
}

function redistributorAt(offset: number, width: number): Register | undefined {
  if (offset === 0x8 || offset === 0xc) {
    const part = partAt(offset, width);
    return part && { kind: 'GICR_TYPER', part };
  }
  if (width === 4 && offset === 0xffe8) return { kind: 'PIDR2' };
  const banked = offset >= SGI_BASE ? bankedAt(offset - SGI_BASE, width) : undefined;
  return banked !== undefined && banked.firstIntId < FIRST_SPI ? banked : undefined;
}

function routerAt(offset: number, width: number): Register | undefined {
  const part = partAt(offset, width);
  return part && { kind: 'GICD_IROUTER', intId: Math.floor((offset - 0x6000) / 8), part };
}

function partAt(offset: number, width: number): Part | undefined {
  if (width === 8) return 'whole';
  if (width === 4) return offset % 8 === 0 ? 'low' : 'high';
  return undefined;
}

/** The registers that distributor and redistributor lay out alike. */
function bankedAt(offset: number, width: number): (Register & { readonly firstIntId: number }) | undefined {
  if (offset >= 0x400 && offset < 0x7fc && (width === 1 || width === 4)) {
    return { kind: 'IPRIORITYR', firstIntId: offset - 0x400 };
  }
  if (width !== 4) return undefined;
  if (offset >= 0xc00 && offset < 0xd00) return { kind: 'ICFGR', firstIntId: (offset - 0xc00) * 4 };
  const found = bitRegisters.find(([base]) => offset >= base && offset < base + 0x80);
  return found && { kind: 'bits', register: found[1], firstIntId: (offset - found[0]) * 8 };
}
