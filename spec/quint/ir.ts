import { IrqlineError } from '../errors.js';

/** What `quint compile --target=json` prints, as far as the interpreter knows it. */
export interface Compiled {
  readonly variables: readonly string[];
  readonly constants: ReadonlyMap<string, Type>;
  readonly definitions: ReadonlyMap<string, Definition>;
}

export interface Definition {
  readonly name: string;
  readonly qualifier: string;
  readonly expr: Expression;
}

/** An expression; what is of no other kind is refused when it is met. */
export type Expression =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number | string }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'app'; readonly opcode: string; readonly args: readonly Expression[] }
  | Lambda
  | { readonly kind: 'let'; readonly opdef: Definition; readonly expr: Expression };

export interface Lambda {
  readonly kind: 'lambda';
  readonly params: readonly { readonly name: string }[];
  readonly expr: Expression;
}

/** A type, expanded by the compiler; only what a constant may be is known. */
export type Type =
  | { readonly kind: 'int' | 'bool' | 'str' }
  | { readonly kind: 'rec' | 'sum' | 'tup'; readonly fields: Row }
  | { readonly kind: 'set'; readonly elem: Type };

interface Row {
  readonly fields?: readonly { readonly fieldName: string; readonly fieldType: Type }[];
}

interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly qualifier?: string;
  readonly expr?: Expression;
  readonly typeAnnotation?: Type;
}

interface Output {
  readonly stage?: string;
  readonly main?: string;
  readonly errors?: readonly unknown[];
  readonly modules?: readonly { readonly name: string; readonly declarations: readonly Declaration[] }[];
}

/**
 * Reads the compiler's output: one flat module of variables, constants and definitions.
 *
 * @throws IrqlineError QUINT_UNSUPPORTED when the output has another form
 */
export function readCompiled(text: string): Compiled {
  const output = JSON.parse(text) as Output;
  const main = output.modules?.find((module) => module.name === output.main);
  if (output.stage !== 'compiling' || output.errors?.length !== 0 || main === undefined)
    throw new IrqlineError('QUINT_UNSUPPORTED', `compiler output of stage ${output.stage ?? 'unknown'}`);
  const variables: string[] = [];
  const constants = new Map<string, Type>();
  const definitions = new Map<string, Definition>();
  for (const { kind, name, qualifier, expr, typeAnnotation } of main.declarations) {
    if (kind === 'var') variables.push(name);
    else if (kind === 'const' && typeAnnotation !== undefined) constants.set(name, typeAnnotation);
    else if (kind === 'def' && qualifier !== undefined && expr !== undefined)
      definitions.set(name, { name, qualifier, expr });
    else if (kind !== 'typedef') throw new IrqlineError('QUINT_UNSUPPORTED', `declaration ${kind} ${name}`);
  }
  return { variables, constants, definitions };
}
