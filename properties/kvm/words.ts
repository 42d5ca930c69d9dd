import * as fc from 'fast-check';
import type { Target } from '../../model/index.js';

/** A word of a register array, as KVM's device attributes reach it: 0 has the private interrupts of the PE. */
export interface Word {
  readonly pe: number;
  readonly word: number;
}

/** The word that an interrupt stands in. */
export const wordOf = (one: fc.Arbitrary<Target>): fc.Arbitrary<Word> =>
  one.map(({ pe, intId }) => ({ pe, word: Math.floor(intId / 32) }));

/** What is assigned to a word. Word 0 begins with the SGIs, which are out of scope. */
export const assignmentOf = (
  word: fc.Arbitrary<Word>,
  bits: fc.Arbitrary<number>,
): fc.Arbitrary<Word & { bits: number }> =>
  fc.tuple(word, bits).map(([at, value]) => ({ ...at, bits: (at.word === 0 ? value & ~0xffff : value) >>> 0 }));
