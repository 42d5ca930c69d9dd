import * as t from 'io-ts';
import { IrqlineError } from '../../spec/errors.js';
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

/** An integer from 0 to 32 bits, of which something holds. */
function integer(name: string, holds: (value: number) => boolean): t.Type<number, number> {
  const is = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff && holds(value);
  return new t.Type<number, number>(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

const bits = (mask: number): t.Type<number, number> =>
  integer(`an integer with no bits but 0x${(mask >>> 0).toString(16)}`, (value) => (value & ~mask) === 0);

const binaryPoint = integer('a binary point from 3 to 7', (value) => value >= 3 && value <= 7);

const word = bits(-1);

/** The saved state of a SoftGic. */
export const savedGic: SavedStateFormat<GicState> = {
  name: 'irqline/soft-gic',
  version: 1,
  codec: t.strict({
    peCount: word,
    spiCount: word,
    GICD_CTLR: bits(3),
    banks: t.readonlyArray(
      t.strict({
        IGROUPR: word,
        ISENABLER: word,
        latch: word,
        ISACTIVER: word,
        edge: word,
        line: word,
        any: word,
        IPRIORITYR: t.readonlyArray(bits(0xf8)),
        affinity: t.readonlyArray(word),
      }),
    ),
    cpuInterfaces: t.readonlyArray(
      t.strict({
        ICC_PMR_EL1: bits(0xf8),
        ICC_BPR1_EL1: binaryPoint,
        ICC_IGRPEN1_EL1: bits(1),
        EOImode: bits(1),
        ICC_AP1R0_EL1: word,
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
