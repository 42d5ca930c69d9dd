/** Twice as long, with the same beginning. */
export function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}

const firstCapacity = 1 << 12;

/**
 * A set of packed states of up to 64 bits that numbers its members from 0 in the order of insertion: the numbers of a
 * breadth-first search are its queue. Open addressing with linear probing over typed arrays, at most half full.
 */
export class StateSet {
  /** The number of members. */
  size = 0;
  /** Bits 0 to 31 of each member, by number. */
  low = new Uint32Array(firstCapacity);
  /** Bits 32 to 63 of each member, by number; empty when states are narrow. */
  high: Uint32Array<ArrayBuffer>;
  readonly #isWide: boolean;
  /**
   * Two words a slot, side by side since a look at one is nearly always a look at both: the number of a member plus 1,
   * or 0 where there is none; and its bits 0 to 31.
   */
  #slots = new Uint32Array(firstCapacity * 4);

  /** @param isWide - whether states have more than 32 bits */
  constructor(isWide: boolean) {
    this.#isWide = isWide;
    this.high = new Uint32Array(isWide ? firstCapacity : 0);
  }

  /** The number of a state; it is inserted if it is new, and then its number is the size before. */
  numberOf(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash(low, high) << 1) & mask;
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (slots[slot + 1] === low && (!this.#isWide || this.high[entry - 1] === high)) return entry - 1;
      slot = (slot + 2) & mask;
    }
    slots[slot] = this.size + 1;
    slots[slot + 1] = low;
    return this.#insert(low, high);
  }

  #insert(low: number, high: number): number {
    const number = this.size++;
    this.low[number] = low;
    if (this.#isWide) this.high[number] = high;
    if (this.size === this.low.length) this.#grow();
    return number;
  }

  #grow(): void {
    this.low = doubled(this.low);
    if (this.#isWide) this.high = doubled(this.high);
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      const low = this.low[number] as number;
      let slot = (hash(low, this.#isWide ? (this.high[number] as number) : 0) << 1) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 2) & mask;
      this.#slots[slot] = number + 1;
      this.#slots[slot + 1] = low;
    }
  }
}

/**
 * Multiplies by odd constants and folds the well-mixed high bits down, since only low bits choose the slot. The lowest
 * three bits stay as they are: states that differ in nothing else share a cache line, and are often met one after the other.
 */
function hash(low: number, high: number): number {
  const mixed = Math.imul(low >>> 3, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) << 3) | (low & 7);
}
