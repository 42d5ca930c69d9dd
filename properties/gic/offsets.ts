/** The first offset of each register array of one field an interrupt, and how many interrupts four bytes hold. */
const arrays = {
  IGROUPR: [0x080, 32],
  ISENABLER: [0x100, 32],
  ICENABLER: [0x180, 32],
  ISPENDR: [0x200, 32],
  ICPENDR: [0x280, 32],
  ISACTIVER: [0x300, 32],
  ICACTIVER: [0x380, 32],
  IPRIORITYR: [0x400, 1],
  ICFGR: [0xc00, 16],
  IROUTER: [0x6000, 1],
} as const;

const SGI_BASE = 0x1_0000;

/** The names of the register arrays. */
export type ArrayRegister = keyof typeof arrays;

/** Where GICD has the field of an interrupt; a byte for IPRIORITYR, eight for IROUTER. */
export function distributorOffset(register: ArrayRegister, intId: number): number {
  const [base, perWord] = arrays[register];
  if (register === 'IROUTER') return base + 8 * intId;
  return base + (register === 'IPRIORITYR' ? intId : 4 * Math.floor(intId / perWord));
}

/** Where a GICR has the field of a PPI. */
export function redistributorOffset(register: ArrayRegister, intId: number): number {
  return SGI_BASE + distributorOffset(register, intId);
}
