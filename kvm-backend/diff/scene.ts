import type { GicAction } from '../../model/index.js';

/** The interrupt of most traces, its word of a register array, and its bit there. */
export const spi = { pe: 0, intId: 48 } as const;
export const word = { pe: 0, word: 1 } as const;
export const bit: number = 1 << 16;

export const enableGroup: GicAction = { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true };
export const openGroup: GicAction = { kind: 'writeGroupEnable', pe: 0, enabled: true };
export const openMask: GicAction = { kind: 'writePriorityMask', pe: 0, value: 0xf8 };
/** What a guest does before it can take interrupts; KVM has them all in group 1 from the start. */
export const open: readonly GicAction[] = [enableGroup, openGroup, openMask];

export const asLevel: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'level' };
export const asEdge: GicAction = { kind: 'writeTrigger', ...spi, trigger: 'edge' };
export const enable: GicAction = { kind: 'writeEnabled', ...spi, enabled: true };
export const pend: GicAction = { kind: 'writePending', ...spi, pending: true };
export const acknowledge: GicAction = { kind: 'acknowledge', pe: 0 };
export const end: GicAction = { kind: 'endOfInterrupt', pe: 0, intId: spi.intId };
export const rise: GicAction = { kind: 'drive', ...spi, level: true };
export const fall: GicAction = { kind: 'drive', ...spi, level: false };
export const pulse: GicAction = { kind: 'pulse', ...spi };

/** Offsets of the second word of a register array of GICD, which has INTIDs 32 to 63. */
const secondWords = { IGROUPR: 0x084, ISENABLER: 0x104, ISPENDR: 0x204, ISACTIVER: 0x304 } as const;

/** PE 0 writes the word of INTIDs 32 to 63. */
export const writeWord = (register: keyof typeof secondWords, value: number): GicAction => ({
  kind: 'mmioWrite',
  frame: 'distributor',
  pe: 0,
  offset: secondWords[register],
  width: 4,
  value,
});

/** The first SPIs, as many as the emulated host has list registers, by their bits. */
export const FOUR = 0xf;

/** Those and the interrupt of most traces are pended at once, and they are of group 0 and come first. */
export const groupZeroFirst: readonly GicAction[] = [
  enableGroup,
  openGroup,
  writeWord('IGROUPR', ~FOUR >>> 0),
  writeWord('ISENABLER', FOUR | bit),
  writeWord('ISPENDR', FOUR | bit),
];
