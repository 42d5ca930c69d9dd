/**
 * The odd number nearest to 2^32 over the golden ratio. Of all steps this one keeps the seeds of a sequence, whatever its
 * length, farthest apart (Knuth, The Art of Computer Programming 3, 6.4, theorem S); SplitMix counts by it, too (Steele,
 * Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, GOLDEN_GAMMA).
 */
const GOLDEN_STEP = 0x9e37_79b9;

/**
 * The seed of a batch of runs. The first batch has the seed itself, so that the seed of a failure finds it at once. No two
 * of the 2^32 batches of a seed have the same, and the batches of seeds that are near to each other, such as the numbers
 * of builds or of days, have none in common: of seeds that differ by d, not before about 2^32 / (2.24 d) batches.
 * @param seed - 32 bits, signed or not
 * @param batch - from 0
 * @returns 32 bits, signed
 */
export function seedOfBatch(seed: number, batch: number): number {
  return (seed + Math.imul(batch, GOLDEN_STEP)) | 0;
}
