import { exitCodes } from './exit-codes.js';

/**
 * Runs work that starts other processes. A signal ends ours by `process.exit`, so that whatever is to end with it does:
 * left to itself, Node would drop dead and leave child processes and scratch files behind.
 * @param work - is given a function that spares the next SIGINT, for a part that hears it by itself (`interruptible`)
 */
export async function leavingCleanly<Value>(work: (spareNextInterrupt: () => void) => Promise<Value>): Promise<Value> {
  let spared = 0;
  const interrupt = (): void => {
    if (spared > 0) spared -= 1;
    else process.exit(exitCodes.interrupted);
  };
  const end = (): void => process.exit(exitCodes.interrupted);
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  try {
    return await work(() => {
      spared += 1;
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', end);
    process.off('SIGHUP', end);
  }
}
