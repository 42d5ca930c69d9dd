const nobodyNotifies = new Int32Array(new SharedArrayBuffer(4));

/** Gives the processor to others; this thread does not return to its event loop. @param timeMs - in milliseconds */
export function sleep(timeMs: number): void {
  Atomics.wait(nobodyNotifies, 0, 0, timeMs);
}

/** Waits long enough for what other threads do to come in between. */
export const hold = (): void => sleep(2);
