/** How long to wait, in milliseconds, before the other side counts as hung. */
export interface Deadlines {
  /** Until its first words, whatever they are: a kernel that boots tells so at once. */
  readonly firstWordsMs: number;
  readonly greetingMs: number;
  readonly requestMs: number;
}

/** For an answer, on a machine as quick as today's. */
export const USUAL_PATIENCE_MS = 60_000;

/**
 * The deadlines of who waits so long for an answer. A machine that is slow to answer is slow to boot, too; one that is quick
 * still boots no faster.
 * @param patienceMs - from 1, and at most 2^30: a timer has 31 bits
 */
export function deadlinesOf(patienceMs: number): Deadlines {
  const toBootMs = Math.max(patienceMs, USUAL_PATIENCE_MS);
  return { firstWordsMs: toBootMs / 2, greetingMs: 2 * toBootMs, requestMs: patienceMs };
}
