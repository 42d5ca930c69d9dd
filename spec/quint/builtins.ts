import { IrqlineError } from '../errors.js';
import {
  listOf,
  mapOf,
  recordOf,
  setOf,
  show,
  tupleOf,
  variantOf,
  type ListValue,
  type MapValue,
  type RecordValue,
  type SetValue,
  type Value,
} from './value.js';

/** An operator that was passed to another one: a lambda, or a definition by its name. */
export type Operator = (...args: readonly Value[]) => Value;

/** What can be handed to a built-in operator. */
export type Argument = Value | Operator;

/**
 * Quint's type checker has accepted the specification, so an argument of the wrong kind is a fault of this interpreter.
 */
function unexpected(wanted: string, met: Argument): Error {
  return new Error(
    `the interpreter expected a ${wanted}, met ${typeof met === 'function' ? 'an operator' : show(met)}`,
  );
}

export function asBoolean(value: Argument): boolean {
  if (typeof value !== 'boolean') throw unexpected('boolean', value);
  return value;
}

function asInteger(value: Argument): number {
  if (typeof value !== 'number') throw unexpected('integer', value);
  return value;
}

function asName(value: Argument): string {
  if (typeof value !== 'string') throw unexpected('string', value);
  return value;
}

export function asValue(value: Argument): Value {
  if (typeof value === 'function') throw unexpected('value', value);
  return value;
}

function asOperator(value: Argument): Operator {
  if (typeof value !== 'function') throw unexpected('operator', value);
  return value;
}

export function asSet(value: Argument): SetValue {
  if (typeof value !== 'object' || value.kind !== 'set') throw unexpected('set', value);
  return value;
}

function asList(value: Argument): ListValue {
  if (typeof value !== 'object' || value.kind !== 'list') throw unexpected('list', value);
  return value;
}

function asMap(value: Argument): MapValue {
  if (typeof value !== 'object' || value.kind !== 'map') throw unexpected('map', value);
  return value;
}

function asRecord(value: Argument): RecordValue {
  if (typeof value !== 'object' || value.kind !== 'record') throw unexpected('record', value);
  return value;
}

/** Quint's integers have no bounds and ours do. */
function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new IrqlineError('QUINT_UNSUPPORTED', `the integer ${value}`);
  return value;
}

/** What languages make of a negative remainder differs, so there is none here. */
function modulo(value: number, by: number): number {
  if (value < 0 || by <= 0) throw new IrqlineError('QUINT_UNSUPPORTED', `${value} % ${by}`);
  return value % by;
}

function power(base: number, exponent: number): number {
  if (exponent < 0) throw new IrqlineError('QUINT_UNDEFINED', `${base}^${exponent}`);
  return integer(base ** exponent);
}

function entry(map: MapValue, key: Value): Value {
  const found = map.entries.get(key);
  if (found === undefined) throw new IrqlineError('QUINT_UNDEFINED', `get ${show(key)} of ${show(map)}`);
  return found;
}

function field(record: RecordValue, name: string): Value {
  const found = record.fields.get(name);
  if (found === undefined) throw unexpected(`record with the field ${name}`, record);
  return found;
}

function nth(list: ListValue, at: number): Value {
  const found = list.items[at];
  if (found === undefined) throw new IrqlineError('QUINT_UNDEFINED', `nth ${at} of ${show(list)}`);
  return found;
}

/** From one index up to another one, which is left out. */
function slice(list: ListValue, from: number, to: number): Value {
  if (from < 0 || to > list.items.length || from > to)
    throw new IrqlineError('QUINT_UNDEFINED', `slice ${from} to ${to} of ${show(list)}`);
  return listOf(list.items.slice(from, to));
}

/** All subsets: one for each number of as many binary digits as there are elements. */
const powerset = ({ elements }: SetValue): SetValue =>
  setOf(
    Array.from({ length: 2 ** elements.length }, (_, digits) =>
      setOf(elements.filter((__, at) => Math.floor(digits / 2 ** at) % 2 === 1)),
    ),
  );

const range = (from: number, count: number): SetValue =>
  setOf(Array.from({ length: Math.max(0, count) }, (_, at) => from + at));

/** set and setBy change what is there; they add nothing. */
function changed(map: MapValue, key: Value, by: (before: Value) => Value): MapValue {
  return mapOf([...map.entries, [key, by(entry(map, key))]]);
}

/** Rec lists its fields as name, value, name, value. */
function fieldsFrom(args: readonly Argument[]): readonly (readonly [string, Value])[] {
  return args.flatMap((value, at) => {
    const name = args[at - 1];
    return at % 2 === 1 && name !== undefined ? [[asName(name), asValue(value)] as const] : [];
  });
}

type Builtin = readonly [arity: number | 'any', run: (...args: Argument[]) => Value];

const one = (run: (a: Argument) => Value): Builtin => [1, run];
const two = (run: (a: Argument, b: Argument) => Value): Builtin => [2, run];
const three = (run: (a: Argument, b: Argument, c: Argument) => Value): Builtin => [3, run];
const any = (run: (...args: Argument[]) => Value): Builtin => ['any', run];

/** The operators that evaluate all their arguments. An operator that is not here is refused. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['eq', two((a, b) => a === b)],
  ['neq', two((a, b) => a !== b)],
  ['not', one((a) => !asBoolean(a))],
  ['iff', two((a, b) => asBoolean(a) === asBoolean(b))],
  ['iadd', two((a, b) => integer(asInteger(a) + asInteger(b)))],
  ['isub', two((a, b) => integer(asInteger(a) - asInteger(b)))],
  ['imod', two((a, b) => modulo(asInteger(a), asInteger(b)))],
  ['ipow', two((a, b) => power(asInteger(a), asInteger(b)))],
  ['iuminus', one((a) => 0 - asInteger(a))],
  ['ilt', two((a, b) => asInteger(a) < asInteger(b))],
  ['ilte', two((a, b) => asInteger(a) <= asInteger(b))],
  ['igt', two((a, b) => asInteger(a) > asInteger(b))],
  ['igte', two((a, b) => asInteger(a) >= asInteger(b))],
  ['to', two((a, b) => range(asInteger(a), asInteger(b) - asInteger(a) + 1))],
  ['Set', any((...items) => setOf(items.map(asValue)))],
  ['contains', two((set, item) => asSet(set).elements.includes(asValue(item)))],
  ['in', two((item, set) => asSet(set).elements.includes(asValue(item)))],
  ['union', two((a, b) => setOf([...asSet(a).elements, ...asSet(b).elements]))],
  ['intersect', two((a, b) => setOf(asSet(a).elements.filter((item) => asSet(b).elements.includes(item))))],
  ['exclude', two((a, b) => setOf(asSet(a).elements.filter((item) => !asSet(b).elements.includes(item))))],
  ['subseteq', two((a, b) => asSet(a).elements.every((item) => asSet(b).elements.includes(item)))],
  ['forall', two((set, test) => asSet(set).elements.every((item) => asBoolean(asOperator(test)(item))))],
  ['exists', two((set, test) => asSet(set).elements.some((item) => asBoolean(asOperator(test)(item))))],
  ['filter', two((set, test) => setOf(asSet(set).elements.filter((item) => asBoolean(asOperator(test)(item)))))],
  ['map', two((set, by) => setOf(asSet(set).elements.map((item) => asOperator(by)(item))))],
  ['size', one((set) => asSet(set).elements.length)],
  ['mapBy', two((set, by) => mapOf(asSet(set).elements.map((item) => [item, asOperator(by)(item)])))],
  ['keys', one((map) => setOf(asMap(map).entries.keys()))],
  ['get', two((map, key) => entry(asMap(map), asValue(key)))],
  ['set', three((map, key, value) => changed(asMap(map), asValue(key), () => asValue(value)))],
  ['setBy', three((map, key, by) => changed(asMap(map), asValue(key), (before) => asOperator(by)(before)))],
  ['Rec', any((...args) => recordOf(fieldsFrom(args)))],
  ['field', two((record, name) => field(asRecord(record), asName(name)))],
  ['with', three((record, name, value) => recordOf([...asRecord(record).fields, [asName(name), asValue(value)]]))],
  ['List', any((...items) => listOf(items.map(asValue)))],
  ['append', two((list, item) => listOf([...asList(list).items, asValue(item)]))],
  ['length', one((list) => asList(list).items.length)],
  ['nth', two((list, at) => nth(asList(list), asInteger(at)))],
  ['slice', three((list, from, to) => slice(asList(list), asInteger(from), asInteger(to)))],
  ['indices', one((list) => range(0, asList(list).items.length))],
  ['powerset', one((set) => powerset(asSet(set)))],
  ['Tup', any((...items) => tupleOf(items.map(asValue)))],
  ['variant', two((tag, payload) => variantOf(asName(tag), asValue(payload)))],
]);
