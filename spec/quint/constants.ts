import { IrqlineError } from '../errors.js';
import type { Type } from './ir.js';
import { show, tupleOf, type Value } from './value.js';

/**
 * Is this a value of that type? The interpreter trusts Quint's type checker, which never sees the constants that we
 * give; a misspelt variant would compare unequal to everything and pass unnoticed.
 */
export function isOfType(value: Value, type: Type): boolean {
  if (typeof value !== 'object')
    return (
      (type.kind === 'int' && Number.isSafeInteger(value)) ||
      (type.kind === 'bool' && typeof value === 'boolean') ||
      (type.kind === 'str' && typeof value === 'string')
    );
  if (value.kind === 'set') return type.kind === 'set' && value.elements.every((item) => isOfType(item, type.elem));
  if (type.kind !== 'rec' && type.kind !== 'sum' && type.kind !== 'tup') return false;
  const fields = type.fields.fields ?? [];
  switch (value.kind) {
    case 'record':
      return (
        type.kind === 'rec' &&
        fields.length === value.fields.size &&
        fields.every(({ fieldName, fieldType }) => {
          const field = value.fields.get(fieldName);
          return field !== undefined && isOfType(field, fieldType);
        })
      );
    case 'variant':
      return (
        type.kind === 'sum' &&
        fields.some(({ fieldName, fieldType }) => fieldName === value.tag && isOfType(value.payload, fieldType))
      );
    case 'tuple':
      return type.kind === 'tup' && fields.length === 0 && value === tupleOf([]);
    // No specification has a constant of these.
    case 'map':
    case 'list':
      return false;
  }
}

/**
 * Checks that each constant of the specification has a value of its type, and that there are no others.
 *
 * @throws IrqlineError QUINT_CONSTANT otherwise
 */
export function checkConstants(types: ReadonlyMap<string, Type>, values: ReadonlyMap<string, Value>): void {
  for (const [name, type] of types) {
    const value = values.get(name);
    if (value === undefined) throw new IrqlineError('QUINT_CONSTANT', `constant ${name} has no value`);
    if (!isOfType(value, type)) throw new IrqlineError('QUINT_CONSTANT', `constant ${name} = ${show(value)}`);
  }
  for (const name of values.keys())
    if (!types.has(name)) throw new IrqlineError('QUINT_CONSTANT', `no constant is called ${name}`);
}
