import { IrqlineError } from '../../spec/errors.js';

/** How big a GIC is. */
export interface GicSize {
  /** 1 to 4. */
  readonly peCount: number;
  /** SPIs, from INTID 32: a multiple of 32 up to 960, or 988, which is all there can be. */
  readonly spiCount: number;
}

/** The bitmaps of a bank of 32 interrupts, one word each. */
export const GROUP = 0;
export const ENABLE = 1;
export const LATCH = 2;
export const ACTIVE = 3;
export const EDGE = 4;
export const LINE = 5;
/** GICD_IROUTER.Interrupt_Routing_Mode */
export const ANY_PE = 6;
const BANK_WORDS = 7;

/** The words of a PE's CPU interface. */
export const PMR = 0;
export const BPR1 = 1;
export const IGRPEN1 = 2;
export const EOI_MODE = 3;
export const AP1R0 = 4;
/** 1 while the interrupt request to the PE is asserted. */
export const SIGNAL = 5;
const CPU_WORDS = 6;

export const LOCK = 0;
const PE_COUNT = 1;
const SPI_COUNT = 2;
/** GICD_CTLR.EnableGrp0 and EnableGrp1. */
export const GROUP_ENABLES = 3;
const HEADER_WORDS = 4;

export const PRIORITY_LEVELS = 32;
/** A word that says which levels are not empty, for each level one that says which words are not, and the words. */
export const OFFER_WORDS = 1 + PRIORITY_LEVELS + PRIORITY_LEVELS * 32;

/**
 * The state of a SoftGic in shared memory. Banks come first by PE, for its PPIs, then the SPIs by 32. Whoever changes
 * it holds the lock.
 */
export class GicMemory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly size: GicSize;
  readonly bankCount: number;
  readonly #routes: number;
  readonly #offers: number;
  readonly #priorities: Uint8Array;

  /** @throws IrqlineError GIC_SIZE_NOT_SUPPORTED */
  static allocate(size: GicSize): GicMemory {
    requireSize(size);
    const buffer = new SharedArrayBuffer(bytesFor(size));
    const header = new Int32Array(buffer);
    header[PE_COUNT] = size.peCount;
    header[SPI_COUNT] = size.spiCount;
    return new GicMemory(buffer);
  }

  /** The memory that another thread allocated. */
  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
    this.size = { peCount: this.get(PE_COUNT), spiCount: this.get(SPI_COUNT) };
    this.bankCount = banksFor(this.size);
    this.#routes = HEADER_WORDS + this.size.peCount * CPU_WORDS + this.bankCount * BANK_WORDS;
    this.#offers = this.#routes + this.bankCount * 32;
    this.#priorities = new Uint8Array(buffer, 4 * (this.#offers + this.size.peCount * OFFER_WORDS));
  }

  get(index: number): number {
    return Atomics.load(this.words, index);
  }

  set(index: number, value: number): void {
    this.words[index] = value;
  }

  /** Zeroes everything but the header's lock and size. */
  clearRegisters(): void {
    this.words.fill(0, GROUP_ENABLES);
  }

  cpuWord(pe: number, field: number): number {
    return HEADER_WORDS + pe * CPU_WORDS + field;
  }

  bankWord(bank: number, bitmap: number): number {
    return HEADER_WORDS + this.size.peCount * CPU_WORDS + bank * BANK_WORDS + bitmap;
  }

  /** The word of an SPI's affinity, as Aff3.Aff2.Aff1.Aff0. */
  routeWord(bank: number, bit: number): number {
    return this.#routes + bank * 32 + bit;
  }

  /** The first of the {@link OFFER_WORDS} of a PE. */
  offersOf(pe: number): number {
    return this.#offers + pe * OFFER_WORDS;
  }

  priority(bank: number, bit: number): number {
    return Atomics.load(this.#priorities, bank * 32 + bit);
  }

  setPriority(bank: number, bit: number, priority: number): void {
    this.#priorities[bank * 32 + bit] = priority;
  }

  /** The bits of a bank that are interrupts: the PPIs 16 to 31, or SPIs up to the last one. */
  implemented(bank: number): number {
    const { peCount, spiCount } = this.size;
    if (bank < peCount) return 0xffff_0000 | 0;
    const left = spiCount - 32 * (bank - peCount);
    return left >= 32 ? -1 : (1 << left) - 1;
  }

  /** The bank of an INTID as a PE sees it; undefined if the INTID is not implemented. */
  bankOf(pe: number, intId: number): number | undefined {
    if (intId >= 16 && intId < 32) return pe;
    return intId >= 32 && intId < 32 + this.size.spiCount ? this.size.peCount + (intId >> 5) - 1 : undefined;
  }
}

function banksFor({ peCount, spiCount }: GicSize): number {
  return peCount + Math.ceil(spiCount / 32);
}

function bytesFor(size: GicSize): number {
  const banks = banksFor(size);
  const words = HEADER_WORDS + size.peCount * (CPU_WORDS + OFFER_WORDS) + banks * (BANK_WORDS + 32);
  return 4 * words + banks * 32;
}

function requireSize({ peCount, spiCount }: GicSize): void {
  const pesFit = Number.isInteger(peCount) && peCount >= 1 && peCount <= 4;
  const spisFit = spiCount === 988 || (spiCount % 32 === 0 && spiCount >= 32 && spiCount <= 960);
  if (!pesFit || !spisFit) throw new IrqlineError('GIC_SIZE_NOT_SUPPORTED', `${peCount} PEs and ${spiCount} SPIs`);
}
