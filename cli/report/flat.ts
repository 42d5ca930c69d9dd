import { architectureGic, type GicBehaviour } from '../../model/index.js';

/** A value as paths to leaves: `queues.0.ready` to `true`. What a GIC has many of goes by name: `SPI 33: pending`. */
export function flatten(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, leaf(value, path)]]);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    if (value.length === 0 && isAtTheEnd(path, 'interrupts')) return new Map();
    return new Map([[path, value.length === 0 ? 'none' : value.map((item) => leaf(item)).join(', ')]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => {
      if (isInterrupt(inner)) {
        const { intId, pe, ...fields } = inner;
        return [...flatten(fields, `${intId >= 32 ? `SPI ${intId}` : `PPI ${intId} of PE ${pe}`}: `)];
      }
      const isOfPe = isAtTheEnd(path, 'cpuInterfaces') && Array.isArray(value);
      return [...flatten(inner, isOfPe ? `PE ${key}: ` : joined(path, key))];
    }),
  );
}

/** A name that ends in a colon takes the next one as it is. */
const joined = (path: string, key: string): string => (path === '' || path.endsWith(': ') ? path : `${path}.`) + key;

const isAtTheEnd = (path: string, name: string): boolean => path === name || path.endsWith(`.${name}`);

const isInterrupt = (value: unknown): value is { readonly intId: number; readonly pe: number | null } =>
  typeof value === 'object' && value !== null && 'intId' in value && 'pe' in value && 'pending' in value;

/** One leaf that differs. */
export interface Difference {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The leaves in which two values differ.
 * @param config - of the run that they are of: an interrupt that a GIC does not show is as a reset leaves it
 */
export function differences(before: unknown, after: unknown, config?: unknown): readonly Difference[] {
  const [from, to] = [flatten(before), flatten(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((path) => {
      const absent = leafAtReset(path, config);
      return { path, before: from.get(path) ?? absent, after: to.get(path) ?? absent };
    })
    .filter((difference) => difference.before !== difference.after);
}

function leafAtReset(path: string, config: unknown): string {
  const [, kind, field] = /^(SPI|PPI) [^:]*: (\w+)$/.exec(path) ?? [];
  if (kind === undefined) return 'nothing';
  const reset =
    (config as { readonly behaviour?: GicBehaviour } | undefined)?.behaviour?.reset ?? architectureGic.reset;
  const trigger = kind === 'SPI' ? reset.spiTrigger : reset.ppiTrigger;
  const fields = { trigger, group: reset.group, priority: 0, route: kind === 'SPI' ? 0 : null };
  return leaf(field !== undefined && field in fields ? fields[field as keyof typeof fields] : false);
}

/** INTIDs are not written in hexadecimal. */
function leaf(value: unknown, path = ''): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number' && value >= 256 && !path.endsWith('ICC_HPPIR1_EL1')) return `0x${value.toString(16)}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
