import { gicRegisters, interruptRegisters, isWithin, SGI_BASE } from '../../spec/gicv3.js';
import type { BitRegister, Interrupts } from './interrupts.js';
import { GROUP_ENABLES, type GicMemory } from './memory.js';

const ARE_AND_DS = 0x50;
/** GIC architecture version 3, and the JEDEC bit and identity that every Arm GIC has beside it. */
const PIDR2 = 0x3b;
/** GICD_TYPER: affinity level 3 is valid, INTIDs have 10 bits. */
const TYPER_CONSTANT = (1 << 24) | (9 << 19);
const { IGROUPR, IPRIORITYR, ICFGR, IROUTER } = interruptRegisters;
const LAST = 1 << 4;
const HALF = 2 ** 32;
/** RD_base and SGI_base are frames of their own, one after the other; the distributor is one. */
const FRAME_BYTES = SGI_BASE;

const bitRegisters: readonly BitRegister[] = [
  'IGROUPR',
  'ISENABLER',
  'ICENABLER',
  'ISPENDR',
  'ICPENDR',
  'ISACTIVER',
  'ICACTIVER',
];

/**
 * The register frames of the distributor and the redistributors, as MMIO sees them: what is not there reads as zero and
 * ignores writes. Its methods expect that the caller holds the lock, and that the PE exists.
 */
export class Frames {
  protected readonly memory: GicMemory;
  protected readonly interrupts: Interrupts;

  constructor(memory: GicMemory, interrupts: Interrupts) {
    this.memory = memory;
    this.interrupts = interrupts;
  }

  readDistributor(offset: number, width: number): number {
    if (!isAccess(offset, width, FRAME_BYTES)) return 0;
    if (isWithin('IROUTER', offset)) return this.#readRouter(offset - IROUTER.offset, width);
    if (width === 4 && offset === gicRegisters.GICD_CTLR) return ARE_AND_DS | this.memory.get(GROUP_ENABLES);
    if (width === 4 && offset === gicRegisters.GICD_TYPER)
      return TYPER_CONSTANT | Math.ceil(this.memory.size.spiCount / 32);
    if (width === 4 && offset === gicRegisters.GICD_PIDR2) return PIDR2;
    return this.#readBanked(offset, width, (index) => this.#spiBank(index));
  }

  writeDistributor(offset: number, width: number, value: number): void {
    if (!isAccess(offset, width, FRAME_BYTES)) return;
    if (isWithin('IROUTER', offset)) return this.#writeRouter(offset - IROUTER.offset, width, value);
    if (width === 4 && offset === gicRegisters.GICD_CTLR) return this.memory.set(GROUP_ENABLES, value & 3);
    return this.#writeBanked(offset, width, value, (index) => this.#spiBank(index));
  }

  /** RD_base at 0, SGI_base at 0x10000. */
  readRedistributor(pe: number, offset: number, width: number): number {
    if (!isAccess(offset, width, 2 * FRAME_BYTES)) return 0;
    if (offset === gicRegisters.GICR_TYPER || offset === gicRegisters.GICR_TYPER + 4) {
      return partOf(this.#redistributorTyper(pe), offset, width);
    }
    if (width === 4 && offset === gicRegisters.GICR_PIDR2) return PIDR2;
    return this.#readBanked(offset - SGI_BASE, width, (index) => (index === 0 ? pe : undefined));
  }

  writeRedistributor(pe: number, offset: number, width: number, value: number): void {
    if (!isAccess(offset, width, 2 * FRAME_BYTES)) return;
    this.#writeBanked(offset - SGI_BASE, width, value, (index) => (index === 0 ? pe : undefined));
  }

  /** The registers that both kinds of frame lay out alike; `bankAt` finds the bank of the 32 INTIDs from 32 * index. */
  #readBanked(offset: number, width: number, bankAt: BankAt): number {
    if (isWithin('IPRIORITYR', offset) && (width === 1 || width === 4)) {
      const first = offset - IPRIORITYR.offset;
      const bank = bankAt(first >> 5);
      if (bank === undefined) return 0;
      let value = 0;
      for (let index = 0; index < width; index += 1) {
        value |= this.interrupts.readPriority(bank, (first + index) & 31) << (8 * index);
      }
      return value >>> 0;
    }
    if (width !== 4) return 0;
    if (isWithin('ICFGR', offset)) {
      const bank = bankAt((offset - ICFGR.offset) >> 3);
      return bank === undefined ? 0 : this.interrupts.readTriggers(bank, (offset & 4) * 4) >>> 0;
    }
    const register = bitRegisters[(offset - IGROUPR.offset) >> 7];
    const bank = bankAt((offset & 0x7f) >> 2);
    return register === undefined || bank === undefined ? 0 : this.interrupts.readBits(bank, register) >>> 0;
  }

  #writeBanked(offset: number, width: number, value: number, bankAt: BankAt): void {
    if (isWithin('IPRIORITYR', offset) && (width === 1 || width === 4)) {
      const first = offset - IPRIORITYR.offset;
      const bank = bankAt(first >> 5);
      if (bank === undefined) return;
      for (let index = 0; index < width; index += 1) {
        const bit = (first + index) & 31;
        if ((this.memory.implemented(bank) & (1 << bit)) === 0) continue;
        this.interrupts.writePriority(bank, bit, value >>> (8 * index));
      }
      return;
    }
    if (width !== 4) return;
    if (isWithin('ICFGR', offset)) {
      const bank = bankAt((offset - ICFGR.offset) >> 3);
      if (bank !== undefined) this.interrupts.writeTriggers(bank, (offset & 4) * 4, value);
      return;
    }
    const register = bitRegisters[(offset - IGROUPR.offset) >> 7];
    const bank = bankAt((offset & 0x7f) >> 2);
    if (register !== undefined && bank !== undefined) this.interrupts.writeBits(bank, register, value);
  }

  #readRouter(offset: number, width: number): number {
    const intId = offset >> 3;
    const bank = this.#routed(intId, width);
    return bank === undefined ? 0 : partOf(this.interrupts.readRoute(bank, intId & 31), offset, width);
  }

  #writeRouter(offset: number, width: number, value: number): void {
    const intId = offset >> 3;
    const bank = this.#routed(intId, width);
    if (bank === undefined) return;
    const old = this.interrupts.readRoute(bank, intId & 31);
    this.interrupts.writeRoute(bank, intId & 31, merged(old, offset, width, value));
  }

  #routed(intId: number, width: number): number | undefined {
    return intId >= 32 && width >= 4 ? this.memory.bankOf(0, intId) : undefined;
  }

  /** Word 0 is reserved: affinity routing is always enabled, so that PPIs are the redistributors'. */
  #spiBank(index: number): number | undefined {
    const bank = this.memory.size.peCount + index - 1;
    return index > 0 && bank < this.memory.bankCount ? bank : undefined;
  }

  #redistributorTyper(pe: number): number {
    return pe * HALF + (pe << 8) + (pe === this.memory.size.peCount - 1 ? LAST : 0);
  }
}

type BankAt = (index: number) => number | undefined;

/** Aligned, and within the frames: beyond them the shifts of 32 bits would find the registers again. */
function isAccess(offset: number, width: number, frameBytes: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && offset < frameBytes && offset % width === 0;
}

/** What an access of this width reads of a register of eight bytes. */
function partOf(value: number, offset: number, width: number): number {
  if (width === 8) return value;
  if (width !== 4) return 0;
  return offset % 8 === 0 ? value % HALF : Math.floor(value / HALF);
}

/** A register of eight bytes after a write of this width. */
function merged(old: number, offset: number, width: number, value: number): number {
  if (width === 8) return value;
  return offset % 8 === 0 ? Math.floor(old / HALF) * HALF + value : value * HALF + (old % HALF);
}
