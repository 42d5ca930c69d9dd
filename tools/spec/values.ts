import { show, type Machine, type State, type Value } from '../../spec/quint/index.js';

type Structured = Extract<Value, { readonly kind: string }>;
type Of<Kind extends Structured['kind']> = Extract<Structured, { readonly kind: Kind }>;

/** A variable of a specification has a value of another kind than the map to the model says: the map is stale. */
function as<Kind extends Structured['kind']>(kind: Kind, value: Value): Of<Kind> {
  if (typeof value === 'object' && value.kind === kind) return value as Of<Kind>;
  throw new Error(`the specification has ${show(value)} for a ${kind}`);
}
export const asMap = (value: Value): Of<'map'> => as('map', value);
export const asSet = (value: Value): Of<'set'> => as('set', value);
export const asRecord = (value: Value): Of<'record'> => as('record', value);
export const asVariant = (value: Value): Of<'variant'> => as('variant', value);

/** A set of bits as their sum. */
export const asBits = (value: Value): number =>
  asSet(value).elements.reduce<number>((sum, bit) => sum + Number(bit), 0);

/** Looks up the variables of a state by their names. */
export function variableOf({ variables }: Machine, state: State): (name: string) => Value {
  return (name) => {
    const value = state[variables.indexOf(name)];
    if (value === undefined) throw new Error(`the specification has no variable ${name}`);
    return value;
  };
}
