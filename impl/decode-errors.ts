import type * as t from 'io-ts';

/** How much of a value is shown. */
const MOST_SHOWN = 60;

/** The first thing that io-ts did not like, as `path.to.field: expected X, got Y`. */
export function describeDecodeErrors(errors: t.Errors): string {
  const first = errors[0];
  if (first === undefined) return 'unknown reason';
  const context = first.context.filter((_, index) => !isAlternative(first.context, index));
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  const wanted = context.at(-1)?.type;
  // Where it is not the whole value that is wrong, but something within it, the alternative that it would have been is meant.
  const expected = wanted === undefined ? 'something else' : alternativesOf(wanted).join(' or ');
  const where = path.length === 0 ? 'value' : path.join('.');
  if (first.value === undefined) return `${where} is missing: expected ${expected}`;
  return `${where}: expected ${expected}, got ${shown(first.value)}`;
}

/** Whether an entry has as its key which alternative of a union, or part of an intersection, was tried: no field of anybody's. */
function isAlternative(context: t.Context, index: number): boolean {
  const parent = context[index - 1]?.type;
  return parent !== undefined && isComposed(parent);
}

function isComposed(type: t.Decoder<unknown, unknown>): type is t.UnionType<t.Mixed[]> | t.IntersectionType<t.Mixed[]> {
  const { _tag: tag } = type as { readonly _tag?: string };
  return tag === 'UnionType' || tag === 'IntersectionType';
}

function alternativesOf(type: t.Decoder<unknown, unknown>): readonly string[] {
  if (isComposed(type)) return type.types.flatMap(alternativesOf);
  // What may be left out is not what is wanted where it is there.
  return type.name === 'undefined' ? [] : [type.name];
}

/** A whole number beyond 2^53 was rounded when it was read, so that its digits are not those that were written. */
function shown(value: unknown): string {
  const isRounded = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isRounded ? `about ${value.toPrecision(3)}` : JSON.stringify(value).slice(0, MOST_SHOWN);
}
