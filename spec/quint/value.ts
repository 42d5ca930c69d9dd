/**
 * Values of Quint. Every composite value exists once: equal values are the same object, so `===` is Quint's equality,
 * and a value's `id` names it for as long as the process lives.
 */
export type Value = boolean | number | string | Composite;

/** A composite value; make one with {@link setOf}, {@link mapOf}, {@link recordOf}, {@link variantOf}, {@link tupleOf}, {@link listOf}. */
export type Composite = SetValue | MapValue | RecordValue | VariantValue | TupleValue | ListValue;

export interface SetValue {
  readonly kind: 'set';
  readonly id: number;
  /** Without duplicates, in the order of their keys. */
  readonly elements: readonly Value[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly id: number;
  readonly entries: ReadonlyMap<Value, Value>;
}

export interface RecordValue {
  readonly kind: 'record';
  readonly id: number;
  readonly fields: ReadonlyMap<string, Value>;
}

export interface VariantValue {
  readonly kind: 'variant';
  readonly id: number;
  readonly tag: string;
  /** The empty tuple for a variant without a payload. */
  readonly payload: Value;
}

export interface TupleValue {
  readonly kind: 'tuple';
  readonly id: number;
  readonly items: readonly Value[];
}

export interface ListValue {
  readonly kind: 'list';
  readonly id: number;
  readonly items: readonly Value[];
}

/** Every composite value made so far, by its kind and the keys of its parts. */
const known = new Map<string, Composite>();

/** A text that is equal for equal values and for no others. */
export function keyOf(value: Value): string {
  if (typeof value === 'object') return `#${value.id}`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function unique<C extends Composite>(key: string, make: (id: number) => C): C {
  // The key begins with the kind, so what is found under it is of the kind that `make` makes.
  const found = known.get(key) as C | undefined;
  if (found !== undefined) return found;
  const made = make(known.size);
  known.set(key, made);
  return made;
}

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1);

/** The set of these values, given in any order, repeated or not. */
export function setOf(values: Iterable<Value>): SetValue {
  const elements = [...new Set(values)].map((value) => [keyOf(value), value] as const).sort(byKey);
  const key = `set ${elements.map(([text]) => text).join()}`;
  return unique(key, (id) => ({ kind: 'set', id, elements: elements.map(([, value]) => value) }));
}

/** The map with these entries; of two with the same key the later one counts. */
export function mapOf(entries: Iterable<readonly [Value, Value]>): MapValue {
  const sorted = [...new Map(entries)].map((entry) => [keyOf(entry[0]), entry] as const).sort(byKey);
  const key = `map ${sorted.map(([text, [, value]]) => `${text}=${keyOf(value)}`).join()}`;
  return unique(key, (id) => ({ kind: 'map', id, entries: new Map(sorted.map(([, entry]) => entry)) }));
}

/** The record with these fields. */
export function recordOf(fields: Iterable<readonly [string, Value]>): RecordValue {
  const sorted = [...new Map(fields)].sort(byKey);
  const key = `record ${sorted.map(([name, value]) => `${name}=${keyOf(value)}`).join()}`;
  return unique(key, (id) => ({ kind: 'record', id, fields: new Map(sorted) }));
}

export function tupleOf(items: readonly Value[]): TupleValue {
  return unique(`tuple ${items.map(keyOf).join()}`, (id) => ({ kind: 'tuple', id, items: [...items] }));
}

export function listOf(items: readonly Value[]): ListValue {
  return unique(`list ${items.map(keyOf).join()}`, (id) => ({ kind: 'list', id, items: [...items] }));
}

/** A case of a sum type; without a payload it carries the empty tuple, as in Quint. */
export function variantOf(tag: string, payload: Value = tupleOf([])): VariantValue {
  return unique(`variant ${tag} ${keyOf(payload)}`, (id) => ({ kind: 'variant', id, tag, payload }));
}

const list = (parts: Iterable<string>): string => [...parts].join(', ');

/** The value as Quint would write it. */
export function show(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'set':
      return `Set(${list(value.elements.map(show))})`;
    case 'map':
      return `Map(${list([...value.entries].map(([from, to]) => `${show(from)} -> ${show(to)}`))})`;
    case 'record':
      return `{ ${list([...value.fields].map(([name, field]) => `${name}: ${show(field)}`))} }`;
    case 'tuple':
      return `(${list(value.items.map(show))})`;
    case 'list':
      return `[${list(value.items.map(show))}]`;
    case 'variant':
      return value.payload === tupleOf([]) ? value.tag : `${value.tag}(${show(value.payload)})`;
  }
}
