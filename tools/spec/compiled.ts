import { compile, type Compiled } from '../../spec/quint/index.js';

const known = new Map<string, Compiled>();

/** {@link compile}, once in each worker. */
export function compiled(file: string): Compiled {
  const before = known.get(file);
  if (before !== undefined) return before;
  const now = compile(file);
  known.set(file, now);
  return now;
}
