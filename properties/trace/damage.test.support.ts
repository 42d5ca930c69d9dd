import * as fc from 'fast-check';

/** What may stand where something else belongs: values at the edges of every range, and of every other kind. */
const wrongValues: readonly unknown[] = [
  [null, true, false, '', [], [1, 2, 3], [null], {}],
  ['device', 'gic', 'system', 'read', 'level', 'edge', 'any', 'pulse', 'fatalError', 'GIC_REFUSED'],
  [{ kind: 'fatalError' }, { kind: 'reset' }, { kind: 'quiesce' }, { kind: 'done' }, { kind: 'nothing' }],
  [0, 1, 2, 3, 4, 5, 7, 8, 31, 32, -1, 0.5, 255, 256, 960, 988, 989, 992, 1023, 1024, 32768, 32769],
  [2 ** 32 - 1, 2 ** 32, -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53],
].flat();

/** One thing to do to a file: at the `at`th of its places, counted round. */
export interface Damage {
  readonly at: number;
  readonly how: 'change' | 'remove' | 'add';
  readonly wrong: unknown;
}

export const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('change' as const, 'remove' as const, 'add' as const),
  wrong: fc.constantFrom(...wrongValues),
});

/** Every wrong value at every place of this value. */
export function everyChange(value: unknown): readonly Damage[] {
  return placesOf(value).flatMap((_, at) => wrongValues.map((wrong): Damage => ({ at, how: 'change', wrong })));
}

/** Does it to this value, in place, and tells the key of the place. */
export function apply({ at, how, wrong: shared }: Damage, value: unknown): string {
  // A copy, or the next damage would be done to this value wherever it stands.
  const wrong = structuredClone(shared);
  const places = placesOf(value);
  const place = places[at % places.length];
  if (place === undefined) throw new Error('a trace has a format, so it has a place');
  const { holder, key } = place;
  if (Array.isArray(holder)) {
    if (how === 'change') holder[Number(key)] = wrong;
    else if (how === 'remove') holder.splice(Number(key), 1);
    else holder.push(wrong);
  } else if (how === 'change') holder[key] = wrong;
  else if (how === 'remove') delete holder[key];
  else holder['somethingElse'] = wrong;
  return key;
}

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** Every place of a value that something else can be put into. */
function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
