/**
 * The register frames of a GICv3, as far as irqline speaks of them. Names are the standard's, offsets are in bytes.
 * Source: Arm IHI 0069H.b, chapter 12, the register maps of GICD (table 12-25) and of a GICR's RD_base and SGI_base.
 */

/** Of a redistributor's two frames RD_base is at offset 0, and SGI_base here. */
export const SGI_BASE = 0x1_0000;

/** Registers that stand alone: of the distributor, or of a redistributor's RD_base. */
export const gicRegisters = {
  GICD_CTLR: 0x0000,
  GICD_TYPER: 0x0004,
  GICD_IIDR: 0x0008,
  GICD_PIDR2: 0xffe8,
  GICR_TYPER: 0x0008,
  GICR_PIDR2: 0xffe8,
} as const;

/**
 * Registers that hold a field for each interrupt, one after the other from INTID 0 on, and how many bits it has. GICD has
 * those of SPIs, SGI_base of a GICR those of the PE's own interrupts, at the same offsets; IROUTER is GICD's alone.
 */
export const interruptRegisters = {
  IGROUPR: { offset: 0x0080, bits: 1 },
  ISENABLER: { offset: 0x0100, bits: 1 },
  ICENABLER: { offset: 0x0180, bits: 1 },
  ISPENDR: { offset: 0x0200, bits: 1 },
  ICPENDR: { offset: 0x0280, bits: 1 },
  ISACTIVER: { offset: 0x0300, bits: 1 },
  ICACTIVER: { offset: 0x0380, bits: 1 },
  IPRIORITYR: { offset: 0x0400, bits: 8 },
  ICFGR: { offset: 0x0c00, bits: 2 },
  IROUTER: { offset: 0x6000, bits: 64 },
} as const;

/** The name of a register of one field an interrupt, without GICD_ or GICR_. */
export type InterruptRegister = keyof typeof interruptRegisters;

/** How long the registers of INTIDs 0 to 1023 are for each bit of the field. */
const BYTES_PER_BIT = 1024 / 8;

/** Where GICD has the field of an interrupt: the byte of IPRIORITYR, the eight bytes of IROUTER, the word of any other. */
export function distributorOffset(register: InterruptRegister, intId: number): number {
  const { offset, bits } = interruptRegisters[register];
  const bytes = bits < 8 ? 4 : bits / 8;
  return offset + bytes * Math.floor((intId * bits) / (8 * bytes));
}

/** Where a GICR has the field of an SGI or PPI, from RD_base on; of IROUTER, which it lacks, where it would be. */
export function redistributorOffset(register: InterruptRegister, intId: number): number {
  return SGI_BASE + distributorOffset(register, intId);
}

/** Whether an offset in GICD, or from a GICR's SGI_base on, lies in the registers of this field. */
export function isWithin(register: InterruptRegister, offset: number): boolean {
  const from = offset - interruptRegisters[register].offset;
  return from >= 0 && from < BYTES_PER_BIT * interruptRegisters[register].bits;
}
