import { constants } from 'node:os';
import { libc } from './libc.js';

/** Node itself has no use for it. */
const SIGNAL = 'SIGUSR2';
let isHeard = false;

/** The thread that calls, for {@link interruptThread} by another one. */
export function currentThread(): bigint {
  return BigInt(libc().pthreadSelf());
}

/**
 * Interrupts the system call that a thread of this process is in: it fails with EINTR. Only the main thread can, since a
 * signal that nobody listens to would end the process, and only it can listen.
 * @param thread - from {@link currentThread}; it must not have ended
 */
export function interruptThread(thread: bigint): void {
  if (!isHeard) process.on(SIGNAL, () => undefined); // for good: it may be delivered at any time from now on
  isHeard = true;
  libc().pthreadKill(thread, constants.signals[SIGNAL]);
}
