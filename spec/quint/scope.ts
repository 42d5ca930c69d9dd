import type { Argument } from './builtins.js';
import type { Value } from './value.js';

/** One value for each variable, in the order of {@link Compiled.variables}; undefined where init has not set it yet. */
export type State = readonly Value[];

/** The local names around an expression, innermost first; known when it is compiled. */
export interface Scope {
  readonly name: string;
  readonly outer: Scope | undefined;
}

/** What those names stand for, in the same order; known when it runs. */
export interface Environment {
  readonly value: () => Argument;
  readonly outer: Environment | undefined;
}

/** An expression, ready to run in a state. */
export type Code = (environment: Environment | undefined, state: State) => Argument;

/** Where a local name is, or undefined when it is none. */
export function depthOf(scope: Scope | undefined, name: string): number | undefined {
  let depth = 0;
  for (let at = scope; at !== undefined; at = at.outer, depth += 1) if (at.name === name) return depth;
  return undefined;
}

/** What the local name at this depth stands for. */
export function lookUp(environment: Environment | undefined, depth: number): Argument {
  let at = environment;
  for (let left = depth; left > 0; left -= 1) at = at?.outer;
  // The compiler of the expression has found the name in the scope, and scope and environment grow together.
  if (at === undefined) throw new Error(`no local name at depth ${depth}`);
  return at.value();
}

/** The scope inside a binder of these names. */
export function within(scope: Scope | undefined, names: readonly string[]): Scope | undefined {
  return names.reduce<Scope | undefined>((outer, name) => ({ name, outer }), scope);
}

/** The environment that goes with it. */
export function bind(environment: Environment | undefined, values: readonly Argument[]): Environment | undefined {
  return values.reduce<Environment | undefined>((outer, value) => ({ value: () => value, outer }), environment);
}

/** A value that is worked out when it is first wanted: an unused `val` may well be undefined in this state. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
