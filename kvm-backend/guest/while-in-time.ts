/** With what threads may take to start it is less than an answer may take. */
const PATIENCE_MS = 25_000;

/** Goes on as long as it is told to, but not for ever: an interrupt that never comes shows in the result. */
export function whileInTime(goesOn: () => boolean): void {
  const start = performance.now();
  while (goesOn() && performance.now() - start < PATIENCE_MS);
}
