import * as t from 'io-ts';

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): t.Type<number, number> {
  const is = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return new t.Type<number, number>(
    `an integer from ${min} to ${max}`,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

export const unsigned8: t.Type<number, number> = integer(0, 0xff);
export const unsigned32: t.Type<number, number> = integer(0, 0xffff_ffff);

/** One of these strings. */
export function oneOf<const Names extends readonly string[]>(...names: Names): t.Type<Names[number], Names[number]> {
  const is = (value: unknown): value is Names[number] => names.some((name) => name === value);
  return new t.Type<Names[number], Names[number]>(
    `one of ${names.join(', ')}`,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

/** One of these numbers. */
export function oneOfNumbers<const Numbers extends readonly number[]>(
  ...numbers: Numbers
): t.Type<Numbers[number], Numbers[number]> {
  const is = (value: unknown): value is Numbers[number] => numbers.some((number) => number === value);
  return new t.Type<Numbers[number], Numbers[number]>(
    `one of ${numbers.join(', ')}`,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

/** An object that is told apart from others by its `kind`, with these fields beside it. */
export function kinds<Value extends { readonly kind: string }>(
  fields: Readonly<{ [Kind in Value['kind']]: t.Props }>,
): t.Type<Value, unknown> {
  const codecs = Object.fromEntries(
    Object.entries<t.Props>(fields).map(([kind, props]) => [kind, t.strict({ kind: t.literal(kind), ...props })]),
  );
  const kind = oneOf(...Object.keys(fields));
  return new t.Type<Value, unknown>(
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
}
