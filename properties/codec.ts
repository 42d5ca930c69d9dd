import * as t from 'io-ts';
import { valueWhere } from '../impl/codec.js';
import type { MayLack } from './kit.js';

export { integer, unsigned32, unsigned8 } from '../impl/codec.js';

/** One of these strings. */
export function oneOf<const Names extends readonly string[]>(...names: Names): t.Type<Names[number], Names[number]> {
  return valueWhere(`one of ${names.join(', ')}`, (value): value is Names[number] =>
    names.some((name) => name === value),
  );
}

/** One of these numbers. */
export function oneOfNumbers<const Numbers extends readonly number[]>(
  ...numbers: Numbers
): t.Type<Numbers[number], Numbers[number]> {
  return valueWhere(`one of ${numbers.join(', ')}`, (value): value is Numbers[number] =>
    numbers.some((number) => number === value),
  );
}

/**
 * A codec of an object with these fields, and of one that lacks some of them.
 * @param hideable - those that it may lack where that is asked for
 */
export function hideableFields<Value>(
  props: t.Props,
  hideable: readonly string[],
): t.Type<Value, unknown> & MayLack<Value> {
  const whole = t.strict(props) as unknown as t.Type<Value, unknown>;
  return Object.assign(whole, { hideable, lacking: (names: readonly string[]) => lacking<Value>(props, names) });
}

function lacking<Value>(props: t.Props, names: readonly string[]): t.Type<Partial<Value>, unknown> {
  const codecs = new Map<string, t.Type<Partial<Value>, unknown>>();
  const optional = names.filter((name) => Object.hasOwn(props, name));
  return new t.Type<Partial<Value>, unknown>(
    'an object',
    (value): value is Partial<Value> => codecOf(value).is(value),
    (value, context) => codecOf(value).validate(value, context),
    t.identity,
  );

  /** The codec of what has those of the fields that are there: of each choice of them it is made once. */
  function codecOf(value: unknown): t.Type<Partial<Value>, unknown> {
    const isThere = (name: string): boolean => typeof value === 'object' && value !== null && name in value;
    const absent = optional.filter((name) => !isThere(name));
    const key = absent.join();
    const known = codecs.get(key);
    if (known !== undefined) return known;
    const present = Object.entries(props).filter(([name]) => !absent.includes(name));
    const codec = t.strict(Object.fromEntries(present)) as unknown as t.Type<Partial<Value>, unknown>;
    codecs.set(key, codec);
    return codec;
  }
}

/** A codec that knows which kinds there are of what it decodes. */
export type KindsCodec<Value> = t.Type<Value, unknown> & { readonly kinds: readonly string[] };

/** An object that is told apart from others by its `kind`, with these fields beside it. */
export function kinds<Value extends { readonly kind: string }>(
  fields: Readonly<{ [Kind in Value['kind']]: t.Props }>,
): KindsCodec<Value> {
  const codecs = Object.fromEntries(
    Object.entries<t.Props>(fields).map(([kind, props]) => [kind, t.strict({ kind: t.literal(kind), ...props })]),
  );
  const kind = oneOf(...Object.keys(fields));
  const type = new t.Type<Value, unknown>(
    'an action',
    (value): value is Value => codecs[(value as { kind: string }).kind]?.is(value) ?? false,
    (value, context) => {
      const found = typeof value === 'object' && value !== null ? (value as { kind?: unknown }).kind : undefined;
      const codec = kind.is(found) ? codecs[found] : undefined;
      if (codec === undefined) return t.failure(found, t.appendContext(context, 'kind', kind));
      return codec.validate(value, context) as t.Validation<Value>;
    },
    (value) => codecs[value.kind]?.encode(value),
  );
  return Object.assign(type, { kinds: Object.keys(fields) });
}
