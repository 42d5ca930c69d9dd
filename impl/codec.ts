import * as t from 'io-ts';

/** Decodes the values of which something holds, as they are. */
export function valueWhere<Value>(name: string, is: (value: unknown) => value is Value): t.Type<Value, Value> {
  return new t.Type<Value, Value>(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): t.Type<number, number> {
  const is = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return valueWhere(`an integer from ${min} to ${max}`, is);
}

export const unsigned8: t.Type<number, number> = integer(0, 0xff);
export const unsigned32: t.Type<number, number> = integer(0, 0xffff_ffff);

/** 32 bits, of which only those of a mask may be set. */
export function bitsWithin(mask: number): t.Type<number, number> {
  const is = (value: unknown): value is number => unsigned32.is(value) && (value & ~mask) === 0;
  return valueWhere(`an integer with no bits but 0x${(mask >>> 0).toString(16)}`, is);
}
