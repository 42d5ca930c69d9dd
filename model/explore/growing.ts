/** The first length of an array that grows as states are found. */
export const firstCapacity = 1 << 12;

/** Twice as long, with the same beginning. */
export function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}
