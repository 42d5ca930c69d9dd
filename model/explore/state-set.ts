import { doubled, firstCapacity } from './growing.js';
import type { Layout } from './layout.js';

/**
 * From how many places for each member that fits a table of all states that there could be is the better one. A hash
 * table has four words for each member that fits, but more than one of its lines is looked at, and states are compared.
 */
const densePlaces = 8;

/**
 * A set of packed states that numbers its members from 0 in the order of insertion: the numbers of a breadth-first
 * search are its queue. A hash table as long as the members are few among all states that there could be, and then one
 * place for each of those: packed in mixed radix, up to half of them are reachable where processes interleave freely.
 */
export class StateSet {
  /** The number of members. */
  size = 0;
  /** The low word of each member, by number. */
  low = new Uint32Array(firstCapacity);
  /** The high word of each member, by number; empty when states are narrow. */
  high: Uint32Array<ArrayBuffer>;
  readonly #layout: Pick<Layout<unknown, unknown>, 'isWide' | 'lowWords'>;
  #isDense = false;
  /** Dense: the number of each state plus 1, or 0 where it is no member. */
  #numbers = new Uint32Array(0);
  /**
   * Not dense: open addressing with linear probing, at most half full. Two words a slot, side by side since a look at one
   * is nearly always a look at both: the number of a member plus 1, or 0 where there is none; and its low word.
   */
  #slots = new Uint32Array(0);

  constructor(layout: Pick<Layout<unknown, unknown>, 'isWide' | 'lowWords'>) {
    this.#layout = layout;
    this.high = new Uint32Array(layout.isWide ? firstCapacity : 0);
    this.#index();
  }

  /** The number of a state; it is inserted if it is new, and then its number is the size before. */
  numberOf(low: number, high: number): number {
    return this.#isDense ? this.#numberByPlace(low) : this.#numberByHash(low, high);
  }

  #numberByPlace(low: number): number {
    const known = this.#numbers[low] as number;
    if (known !== 0) return known - 1;
    this.#numbers[low] = this.size + 1;
    return this.#insert(low, 0);
  }

  #numberByHash(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash(low, high) << 1) & mask;
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (slots[slot + 1] === low && (!this.#layout.isWide || this.high[entry - 1] === high)) return entry - 1;
      slot = (slot + 2) & mask;
    }
    slots[slot] = this.size + 1;
    slots[slot + 1] = low;
    return this.#insert(low, high);
  }

  #insert(low: number, high: number): number {
    const number = this.size++;
    this.low[number] = low;
    if (this.#layout.isWide) this.high[number] = high;
    if (this.size === this.low.length) this.#grow();
    return number;
  }

  #grow(): void {
    this.low = doubled(this.low);
    if (this.#layout.isWide) this.high = doubled(this.high);
    if (!this.#isDense) this.#index();
  }

  /** Makes a table with room for as many members as the arrays have, and enters those that there are. */
  #index(): void {
    const { isWide, lowWords } = this.#layout;
    const capacity = this.low.length;
    this.#isDense = !isWide && lowWords <= capacity * densePlaces;
    if (this.#isDense) {
      this.#slots = new Uint32Array(0);
      this.#numbers = new Uint32Array(lowWords);
      for (let number = 0; number < this.size; number++) this.#numbers[this.low[number] as number] = number + 1;
      return;
    }
    this.#slots = new Uint32Array(capacity * 4);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      const low = this.low[number] as number;
      let slot = (hash(low, isWide ? (this.high[number] as number) : 0) << 1) & mask;
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
