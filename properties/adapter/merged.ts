type Fields = Readonly<Record<string, unknown>>;

/**
 * Plain data with some of its fields, at any depth, as a part has them.
 * @returns the whole, and the path of a field of the part that the whole does not have
 */
export function merged(whole: unknown, part: Fields): { readonly whole: unknown; readonly unknown?: string } {
  const result: Record<string, unknown> = { ...(whole as Fields) };
  for (const [key, value] of Object.entries(part)) {
    if (!Object.hasOwn(result, key)) return { whole, unknown: key };
    if (!isFields(value) || !isFields(result[key])) {
      result[key] = value;
      continue;
    }
    const deeper = merged(result[key], value);
    if (deeper.unknown !== undefined) return { whole, unknown: `${key}.${deeper.unknown}` };
    result[key] = deeper.whole;
  }
  return { whole: result };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
