/** What a message says, or nothing when it is not JSON. */
export function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
