import { PRIORITY_LEVELS, type GicMemory } from './memory.js';

/** What an INTID register reads when there is no interrupt. */
export const NO_INTERRUPT = 1023;

/**
 * The interrupts that a PE could be given, by priority. Three levels of bitmaps, as in a constant-time scheduler: which
 * priorities have any, which words of a priority have any, and the words. So the highest is found in three steps,
 * however many pend. All of it follows from the other state, and is kept up to date with it.
 */
export class Offers {
  readonly #memory: GicMemory;

  constructor(memory: GicMemory) {
    this.#memory = memory;
  }

  /** @param priority - of which the upper five bits count */
  add(pe: number, intId: number, priority: number): void {
    const { summary, level, words, word } = this.#place(pe, intId, priority);
    this.#memory.set(word, this.#memory.get(word) | (1 << (intId & 31)));
    this.#memory.set(words, this.#memory.get(words) | (1 << (intId >> 5)));
    this.#memory.set(summary, this.#memory.get(summary) | (1 << level));
  }

  remove(pe: number, intId: number, priority: number): void {
    const { summary, level, words, word } = this.#place(pe, intId, priority);
    if (this.#clear(word, intId & 31) !== 0) return;
    if (this.#clear(words, intId >> 5) !== 0) return;
    this.#clear(summary, level);
  }

  /** The INTID of the highest priority, the lowest of several; {@link NO_INTERRUPT} if there is none. */
  highest(pe: number): number {
    const base = this.#memory.offersOf(pe);
    const levels = this.#memory.get(base);
    if (levels === 0) return NO_INTERRUPT;
    const level = lowestBit(levels);
    const word = lowestBit(this.#memory.get(base + 1 + level));
    return word * 32 + lowestBit(this.#memory.get(base + 1 + PRIORITY_LEVELS + level * 32 + word));
  }

  /** Forgets every offer. */
  clear(): void {
    const { peCount } = this.#memory.size;
    this.#memory.words.fill(0, this.#memory.offersOf(0), this.#memory.offersOf(peCount));
  }

  #clear(index: number, bit: number): number {
    const rest = this.#memory.get(index) & ~(1 << bit);
    this.#memory.set(index, rest);
    return rest;
  }

  #place(
    pe: number,
    intId: number,
    priority: number,
  ): { readonly summary: number; readonly level: number; readonly words: number; readonly word: number } {
    const summary = this.#memory.offersOf(pe);
    const level = priority >> 3;
    const word = summary + 1 + PRIORITY_LEVELS + level * 32 + (intId >> 5);
    return { summary, level, words: summary + 1 + level, word };
  }
}

/** The index of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
