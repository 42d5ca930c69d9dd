const HIGH = 2 ** 32;

/** Writes a whole number as 64 bits, without a bigint on the way. @param value - its size below 2 ** 53 */
export function setUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true);
  view.setUint32(offset + 4, Math.floor(value / HIGH), true);
}

/** Reads 64 bits as a number; beyond 2 ** 53 it is the nearest that there is. */
export function getUint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * HIGH + view.getUint32(offset, true);
}
