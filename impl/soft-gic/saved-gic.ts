import * as t from 'io-ts';
import { IrqlineError } from '../../spec/errors.js';
import { bitsWithin, integer, unsigned32 } from '../codec.js';
import type { SavedStateFormat } from '../saved-state.js';
import {
  ACTIVE,
  ANY_PE,
  AP1R0,
  BPR1,
  EDGE,
  ENABLE,
  EOI_MODE,
  GROUP,
  GROUP_ENABLES,
  IGRPEN1,
  LATCH,
  LINE,
  PMR,
  type GicMemory,
} from './memory.js';

const bitmaps = {
  IGROUPR: GROUP,
  ISENABLER: ENABLE,
  latch: LATCH,
  ISACTIVER: ACTIVE,
  edge: EDGE,
  line: LINE,
  any: ANY_PE,
};
const cpuFields = {
  ICC_PMR_EL1: PMR,
  ICC_BPR1_EL1: BPR1,
  ICC_IGRPEN1_EL1: IGRPEN1,
  EOImode: EOI_MODE,
  ICC_AP1R0_EL1: AP1R0,
};

type Bitmaps = { readonly [Name in keyof typeof bitmaps]: number };
type CpuState = { readonly [Name in keyof typeof cpuFields]: number };

interface BankState extends Bitmaps {
  /** A priority for each of the 32. */
  readonly IPRIORITYR: readonly number[];
  /** An affinity for each of the 32, as Aff3.Aff2.Aff1.Aff0. */
  readonly affinity: readonly number[];
}

/** What is kept of a GIC: its size, and everything but the offers, which follow from the rest. */
export interface GicState {
  readonly peCount: number;
  readonly spiCount: number;
  /** EnableGrp0 and EnableGrp1. */
  readonly GICD_CTLR: number;
  /** PPIs by PE, then SPIs by 32. */
  readonly banks: readonly BankState[];
  readonly cpuInterfaces: readonly CpuState[];
}

/** The saved state of a SoftGic. */
export const savedGic: SavedStateFormat<GicState> = {
  name: 'irqline/soft-gic',
  version: 1,
  codec: t.strict({
    peCount: unsigned32,
    spiCount: unsigned32,
    GICD_CTLR: bitsWithin(3),
    banks: t.readonlyArray(
      t.strict({
        IGROUPR: unsigned32,
        ISENABLER: unsigned32,
        latch: unsigned32,
        ISACTIVER: unsigned32,
        edge: unsigned32,
        line: unsigned32,
        any: unsigned32,
        IPRIORITYR: t.readonlyArray(bitsWithin(0xf8)),
        affinity: t.readonlyArray(unsigned32),
      }),
    ),
    cpuInterfaces: t.readonlyArray(
      t.strict({
        ICC_PMR_EL1: bitsWithin(0xf8),
        ICC_BPR1_EL1: integer(3, 7),
        ICC_IGRPEN1_EL1: bitsWithin(1),
        EOImode: bitsWithin(1),
        ICC_AP1R0_EL1: unsigned32,
      }),
    ),
  }),
};

const BITS = Array.from({ length: 32 }, (_, bit) => bit);

/** Reads the state out of the memory. The caller holds the lock. */
export function collectState(memory: GicMemory): GicState {
  const banks = Array.from({ length: memory.bankCount }, (_, bank) => ({
    ...readAll(bitmaps, (bitmap) => memory.get(memory.bankWord(bank, bitmap)) >>> 0),
    IPRIORITYR: BITS.map((bit) => memory.priority(bank, bit)),
    affinity: BITS.map((bit) => memory.get(memory.routeWord(bank, bit)) >>> 0),
  }));
  const cpuInterfaces = Array.from({ length: memory.size.peCount }, (_, pe) =>
    readAll(cpuFields, (field) => memory.get(memory.cpuWord(pe, field)) >>> 0),
  );
  return { ...memory.size, GICD_CTLR: memory.get(GROUP_ENABLES), banks, cpuInterfaces };
}

/**
 * Whether a state fits a GIC of this size.
 * @throws IrqlineError SAVED_STATE_FOREIGN for another size, SAVED_STATE_MALFORMED for a state that contradicts itself
 */
export function requireFit(memory: GicMemory, state: GicState): void {
  const { peCount, spiCount } = memory.size;
  if (state.peCount !== peCount || state.spiCount !== spiCount) {
    throw new IrqlineError(
      'SAVED_STATE_FOREIGN',
      `a GIC of ${state.peCount} PEs and ${state.spiCount} SPIs, and this one has ${peCount} and ${spiCount}`,
    );
  }
  const isWhole =
    state.cpuInterfaces.length === peCount &&
    state.banks.length === memory.bankCount &&
    state.banks.every((bank, index) => bankFits(bank, memory.implemented(index)));
  if (!isWhole)
    throw new IrqlineError('SAVED_STATE_MALFORMED', 'irqline/soft-gic: registers that this GIC does not have');
}

/** Puts a state that fits in place, offers left out. The caller holds the lock. */
export function placeState(memory: GicMemory, state: GicState): void {
  memory.set(GROUP_ENABLES, state.GICD_CTLR);
  for (const [bank, saved] of state.banks.entries()) {
    for (const [name, bitmap] of entries(bitmaps)) memory.set(memory.bankWord(bank, bitmap), saved[name]);
    for (const [bit, priority] of saved.IPRIORITYR.entries()) memory.setPriority(bank, bit, priority);
    for (const [bit, affinity] of saved.affinity.entries()) memory.set(memory.routeWord(bank, bit), affinity);
  }
  for (const [pe, saved] of state.cpuInterfaces.entries()) {
    for (const [name, field] of entries(cpuFields)) memory.set(memory.cpuWord(pe, field), saved[name]);
  }
}

function bankFits(bank: BankState, implemented: number): boolean {
  return (
    bank.IPRIORITYR.length === 32 &&
    bank.affinity.length === 32 &&
    entries(bitmaps).every(([name]) => (bank[name] & ~implemented) === 0)
  );
}

function entries<Name extends string>(fields: Readonly<Record<Name, number>>): readonly (readonly [Name, number])[] {
  return Object.entries(fields) as [Name, number][];
}

function readAll<Name extends string>(
  fields: Readonly<Record<Name, number>>,
  read: (field: number) => number,
): Record<Name, number> {
  const values = entries(fields).map(([name, field]) => [name, read(field)] as const);
  return Object.fromEntries(values) as Record<Name, number>;
}
