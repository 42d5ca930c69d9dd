/** The result of an action that reads nothing; its arguments are evaluated for what they do, in order. */
export function done(..._effects: readonly unknown[]): undefined {
  return undefined;
}
