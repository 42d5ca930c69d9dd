import { ACTIVE, ANY_PE, EDGE, ENABLE, GROUP, LATCH, LINE, type GicMemory } from './memory.js';
import { lowestBit, type Offers } from './offers.js';

/** The registers of one bit an interrupt. */
export type BitRegister = 'IGROUPR' | 'ISENABLER' | 'ICENABLER' | 'ISPENDR' | 'ICPENDR' | 'ISACTIVER' | 'ICACTIVER';

const PRIORITY_BITS = 0xf8;
const INTERRUPT_ROUTING_MODE = 0x8000_0000;

/**
 * The interrupts, as bitmaps of 32. Every change goes through {@link Interrupts.change} or {@link Interrupts.move}, which keep the offers to
 * the PEs up to date. Its methods expect that the caller holds the lock, and that banks and bits exist.
 */
export class Interrupts {
  protected readonly memory: GicMemory;
  readonly #offers: Offers;

  constructor(memory: GicMemory, offers: Offers) {
    this.memory = memory;
    this.#offers = offers;
  }

  /** A level on the wires of `mask`: a rise of an edge-triggered one is latched. */
  drive(bank: number, mask: number, level: boolean): void {
    this.change(bank, () => {
      const line = this.bitmap(bank, LINE);
      if (level) this.set(bank, LATCH, mask & ~line & this.bitmap(bank, EDGE));
      this.assign(bank, LINE, mask, level ? -1 : 0);
    });
  }

  /** Latch cleared, active set: what an acknowledge does to the interrupt. */
  acknowledge(bank: number, mask: number): void {
    this.change(bank, () => {
      this.clear(bank, LATCH, mask);
      this.set(bank, ACTIVE, mask);
    });
  }

  deactivate(bank: number, mask: number): void {
    this.change(bank, () => this.clear(bank, ACTIVE, mask));
  }

  /** Latch, or level-triggered and line high. */
  pending(bank: number): number {
    return this.bitmap(bank, LATCH) | (this.bitmap(bank, LINE) & ~this.bitmap(bank, EDGE));
  }

  readBits(bank: number, register: BitRegister): number {
    switch (register) {
      case 'IGROUPR':
        return this.bitmap(bank, GROUP);
      case 'ISENABLER':
      case 'ICENABLER':
        return this.bitmap(bank, ENABLE);
      case 'ISPENDR':
      case 'ICPENDR':
        return this.pending(bank);
      case 'ISACTIVER':
      case 'ICACTIVER':
        return this.bitmap(bank, ACTIVE);
    }
  }

  writeBits(bank: number, register: BitRegister, value: number): void {
    const mask = value & this.memory.implemented(bank);
    this.change(bank, () => {
      switch (register) {
        case 'IGROUPR':
          return this.assign(bank, GROUP, -1, mask);
        case 'ISENABLER':
          return this.set(bank, ENABLE, mask);
        case 'ICENABLER':
          return this.clear(bank, ENABLE, mask);
        case 'ISPENDR':
          return this.set(bank, LATCH, mask);
        case 'ICPENDR':
          return this.clear(bank, LATCH, mask);
        case 'ISACTIVER':
          return this.set(bank, ACTIVE, mask);
        case 'ICACTIVER':
          return this.clear(bank, ACTIVE, mask);
      }
    });
  }

  /** The 16 interrupts from bit 0 or 16, two bits each: bit 2n+1 tells edge from level, bit 2n is reserved. */
  readTriggers(bank: number, firstBit: number): number {
    let value = 0;
    const edges = this.bitmap(bank, EDGE) >>> firstBit;
    for (let index = 0; index < 16; index += 1) value |= ((edges >>> index) & 1) << (2 * index + 1);
    return value;
  }

  writeTriggers(bank: number, firstBit: number, value: number): void {
    let edges = 0;
    for (let index = 0; index < 16; index += 1) edges |= ((value >>> (2 * index + 1)) & 1) << (firstBit + index);
    const field = 0xffff << firstBit;
    this.change(bank, () => this.assign(bank, EDGE, field, edges & this.memory.implemented(bank)));
  }

  readPriority(bank: number, bit: number): number {
    return this.memory.priority(bank, bit);
  }

  writePriority(bank: number, bit: number, priority: number): void {
    this.move(bank, bit, () => this.memory.setPriority(bank, bit, priority & PRIORITY_BITS));
  }

  /** GICD_IROUTER, 64 bits: Aff3 in bits 39 to 32, Interrupt_Routing_Mode in bit 31, Aff2 to Aff0 in bits 23 to 0. */
  readRoute(bank: number, bit: number): number {
    if ((this.bitmap(bank, ANY_PE) & (1 << bit)) !== 0) return INTERRUPT_ROUTING_MODE;
    const affinity = this.memory.get(this.memory.routeWord(bank, bit));
    return (affinity >>> 24) * 2 ** 32 + (affinity & 0xff_ffff);
  }

  writeRoute(bank: number, bit: number, value: number): void {
    const isAny = (value & INTERRUPT_ROUTING_MODE) !== 0;
    const affinity = (Math.floor(value / 2 ** 32) << 24) | (value & 0xff_ffff);
    this.move(bank, bit, () => {
      this.assign(bank, ANY_PE, 1 << bit, isAny ? -1 : 0);
      this.memory.set(this.memory.routeWord(bank, bit), isAny ? 0 : affinity);
    });
  }

  /** Makes the offers anew from everything else. */
  offerAll(): void {
    this.#offers.clear();
    for (let bank = 0; bank < this.memory.bankCount; bank += 1) {
      for (let bits = this.#ready(bank); bits !== 0; bits &= bits - 1) this.#offer(bank, lowestBit(bits));
    }
  }

  protected bitmap(bank: number, bitmap: number): number {
    return this.memory.get(this.memory.bankWord(bank, bitmap));
  }

  protected set(bank: number, bitmap: number, mask: number): void {
    this.assign(bank, bitmap, mask, -1);
  }

  protected clear(bank: number, bitmap: number, mask: number): void {
    this.assign(bank, bitmap, mask, 0);
  }

  /** The bits of `mask` become those of `value`. */
  protected assign(bank: number, bitmap: number, mask: number, value: number): void {
    const word = this.memory.bankWord(bank, bitmap);
    this.memory.set(word, (this.memory.get(word) & ~mask) | (value & mask));
  }

  /** A change of bitmaps: what became ready is offered, what no longer is, withdrawn. */
  protected change(bank: number, make: () => void): void {
    const before = this.#ready(bank);
    make();
    const after = this.#ready(bank);
    for (let bits = before & ~after; bits !== 0; bits &= bits - 1) this.#withdraw(bank, lowestBit(bits));
    for (let bits = after & ~before; bits !== 0; bits &= bits - 1) this.#offer(bank, lowestBit(bits));
  }

  /** A change of where or how urgently one interrupt is offered. */
  protected move(bank: number, bit: number, make: () => void): void {
    const isReady = (this.#ready(bank) & (1 << bit)) !== 0;
    if (isReady) this.#withdraw(bank, bit);
    make();
    if (isReady) this.#offer(bank, bit);
  }

  /** What may be acknowledged as far as the interrupt itself goes; group 0 never is. */
  #ready(bank: number): number {
    return this.pending(bank) & this.bitmap(bank, ENABLE) & ~this.bitmap(bank, ACTIVE) & this.bitmap(bank, GROUP);
  }

  #offer(bank: number, bit: number): void {
    for (const pe of this.#targets(bank, bit)) {
      this.#offers.add(pe, this.#intId(bank, bit), this.memory.priority(bank, bit));
    }
  }

  #withdraw(bank: number, bit: number): void {
    for (const pe of this.#targets(bank, bit)) {
      this.#offers.remove(pe, this.#intId(bank, bit), this.memory.priority(bank, bit));
    }
  }

  #targets(bank: number, bit: number): readonly number[] {
    const { peCount } = this.memory.size;
    if (bank < peCount) return [bank];
    if ((this.bitmap(bank, ANY_PE) & (1 << bit)) !== 0) return ALL_PES.slice(0, peCount);
    const affinity = this.memory.get(this.memory.routeWord(bank, bit)) >>> 0;
    return affinity < peCount ? [affinity] : [];
  }

  #intId(bank: number, bit: number): number {
    const { peCount } = this.memory.size;
    return bank < peCount ? bit : 32 * (bank - peCount + 1) + bit;
  }
}

const ALL_PES: readonly number[] = [0, 1, 2, 3];
