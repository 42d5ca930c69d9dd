/** A value as paths to leaves: `queues.0.ready` to `true`. */
export function flatten(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, leaf(value)]]);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return new Map([[path, value.length === 0 ? 'none' : value.map(leaf).join(', ')]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

/** One leaf that differs. */
export interface Difference {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The leaves in which two values differ. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [from, to] = [flatten(before), flatten(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((path) => ({ path, before: from.get(path) ?? 'nothing', after: to.get(path) ?? 'nothing' }))
    .filter((difference) => difference.before !== difference.after);
}

function leaf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number' && value >= 256) return `0x${value.toString(16)}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
