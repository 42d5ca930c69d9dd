type Fields = Readonly<Record<string, unknown>>;

/** Plain data with some of its fields, at any depth, as a part has them. */
export function merged(whole: unknown, part: Fields): unknown {
  const result: Record<string, unknown> = { ...(whole as Fields) };
  for (const [key, value] of Object.entries(part)) {
    result[key] = isFields(value) && isFields(result[key]) ? merged(result[key], value) : value;
  }
  return result;
}

/** The path of a field of a part that the whole does not have; undefined if it has them all. */
export function missingIn(whole: unknown, part: Fields): string | undefined {
  for (const [key, value] of Object.entries(part)) {
    if (!isFields(whole) || !Object.hasOwn(whole, key)) return key;
    const deeper = isFields(value) ? missingIn(whole[key], value) : undefined;
    if (deeper !== undefined) return `${key}.${deeper}`;
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
