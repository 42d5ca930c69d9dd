/** A row of a table of docs/json.md: a field, and what its values are. */
export interface Field {
  /** `results[].seed` */
  readonly path: string;
  readonly isOptional: boolean;
  /** `string[]`; with `?` at the end it may be null. */
  readonly type: string;
}

/** The fields of the tables in a text. */
export function fieldsOf(text: string): readonly Field[] {
  return Array.from(text.matchAll(/^\| `([\w.[\]]+)(\??)` +\| `([^`]+)` +\|/gm), ([, path = '', mark, type = '']) => ({
    path,
    isOptional: mark === '?',
    type,
  }));
}

/**
 * In what a value differs from the fields that it should have. An object of which no field is listed may hold anything.
 * @param seen - gets the fields that it has
 */
export function misfits(value: unknown, fields: readonly Field[], seen: Set<Field>, at = ''): readonly string[] {
  if (Array.isArray(value)) return Array.from(new Set(value.flatMap((item) => misfits(item, fields, seen, `${at}[]`))));
  if (typeof value !== 'object' || value === null) return [];
  const own = fields.filter(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('.'))) === at);
  if (own.length === 0) return [];
  const known = new Map(own.map((field) => [field.path.slice(field.path.lastIndexOf('.') + 1), field]));
  const missing = Array.from(known).filter(([key, field]) => !field.isOptional && !Object.hasOwn(value, key));
  const problems = Object.entries(value).flatMap(([key, inner]) => {
    const field = known.get(key);
    const path = at === '' ? key : `${at}.${key}`;
    if (field === undefined) return [`${path} is in no table`];
    seen.add(field);
    return isOf(field.type, inner) ? misfits(inner, fields, seen, path) : [`${path} is no ${field.type}`];
  });
  return [...problems, ...missing.map(([, { path }]) => `${path} is missing`)];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'any') return true;
  if (type.endsWith('?')) return value === null || isOf(type.slice(0, -1), value);
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((item) => isOf(type.slice(0, -2), item));
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
