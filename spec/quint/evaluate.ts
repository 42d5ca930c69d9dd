import { IrqlineError } from '../errors.js';
import { asBoolean, asValue, builtins, type Argument, type Operator } from './builtins.js';
import type { Compiled, Definition, Expression, Lambda } from './ir.js';
import { bind, depthOf, lookUp, once, within, type Code, type Environment, type Scope, type State } from './scope.js';
import type { Value } from './value.js';

/** Turns the expressions of one specification, with its constants fixed, into code. */
export class Evaluator {
  readonly compiled: Compiled;
  readonly #constants: ReadonlyMap<string, Value>;
  readonly #definitions = new Map<string, Code>();

  constructor(compiled: Compiled, constants: ReadonlyMap<string, Value>) {
    this.compiled = compiled;
    this.#constants = constants;
  }

  /** The code of an expression whose free local names are those of the scope. */
  code(expression: Expression, scope: Scope | undefined): Code {
    switch (expression.kind) {
      case 'bool':
      case 'str': {
        const { value } = expression;
        return () => value;
      }
      case 'int': {
        const value = Number(expression.value);
        if (!Number.isSafeInteger(value)) throw new IrqlineError('QUINT_UNSUPPORTED', `the integer ${value}`);
        return () => value;
      }
      case 'name':
        return this.#name(expression.name, scope);
      case 'lambda':
        return this.#lambda(expression, scope);
      case 'let':
        return this.#let(expression.opdef, expression.expr, scope);
      case 'app':
        return this.#application(expression.opcode, expression.args, scope);
      default:
        // Data from another program: the type knows all the kinds of this version of Quint.
        throw new IrqlineError('QUINT_UNSUPPORTED', `the expression ${JSON.stringify(expression)}`);
    }
  }

  #name(name: string, scope: Scope | undefined): Code {
    const depth = depthOf(scope, name);
    if (depth !== undefined) return (environment) => lookUp(environment, depth);
    const variable = this.compiled.variables.indexOf(name);
    if (variable >= 0)
      return (_, state) => {
        const value = state[variable];
        if (value === undefined) throw new IrqlineError('QUINT_UNDEFINED', `${name} before init has set it`);
        return value;
      };
    const constant = this.#constants.get(name);
    if (constant !== undefined) return () => constant;
    const definition = this.compiled.definitions.get(name);
    if (definition === undefined) throw new IrqlineError('QUINT_UNSUPPORTED', `the name ${name}`);
    return this.#definition(definition);
  }

  /** A definition's code, made when it is first run: definitions that nobody uses may hold anything. */
  #definition(definition: Definition): Code {
    const made = this.#definitions.get(definition.name);
    if (made !== undefined) return made;
    const code = once(() => this.code(definition.expr, undefined));
    const noState: State = [];
    const constant = once(() => code()(undefined, noState));
    const run: Code = definition.qualifier === 'pureval' ? () => constant() : (_, state) => code()(undefined, state);
    this.#definitions.set(definition.name, run);
    return run;
  }

  #lambda(lambda: Lambda, scope: Scope | undefined): Code {
    const names = lambda.params.map(({ name }) => name);
    const body = this.code(lambda.expr, within(scope, names));
    return (environment, state): Operator =>
      (...args) =>
        asValue(body(bind(environment, args), state));
  }

  #let(bound: Definition, expression: Expression, scope: Scope | undefined): Code {
    if (bound.qualifier === 'nondet')
      throw new IrqlineError('QUINT_UNSUPPORTED', `nondet ${bound.name} outside of an action`);
    const value = this.code(bound.expr, scope);
    const body = this.code(expression, { name: bound.name, outer: scope });
    return (environment, state) => body({ value: once(() => value(environment, state)), outer: environment }, state);
  }

  #application(opcode: string, args: readonly Expression[], scope: Scope | undefined): Code {
    const codes = args.map((argument) => this.code(argument, scope));
    const isOwn = depthOf(scope, opcode) !== undefined || this.compiled.definitions.has(opcode);
    if (isOwn) return this.#call(this.#name(opcode, scope), codes);
    const branching = branchingOperators.get(opcode);
    if (branching !== undefined) return branching(codes);
    const builtin = builtins.get(opcode);
    if (builtin === undefined) throw new IrqlineError('QUINT_UNSUPPORTED', `the operator ${opcode}`);
    const [arity, run] = builtin;
    if (arity !== 'any' && arity !== codes.length)
      throw new IrqlineError('QUINT_UNSUPPORTED', `${opcode} with ${codes.length} operands`);
    return (environment, state) => run(...codes.map((code) => code(environment, state)));
  }

  #call(operator: Code, codes: readonly Code[]): Code {
    return (environment, state) => {
      const run = operator(environment, state);
      if (typeof run !== 'function') throw new Error('the type checker let a value be called');
      // An operator may take operators: its parameters are bound as they come.
      return (run as (...values: readonly Argument[]) => Value)(...codes.map((code) => code(environment, state)));
    };
  }
}

/** Operators that do not look at every argument. */
const branchingOperators: ReadonlyMap<string, (codes: readonly Code[]) => Code> = new Map([
  [
    'and',
    (codes: readonly Code[]): Code =>
      (environment, state) =>
        codes.every((code) => asBoolean(code(environment, state))),
  ],
  [
    'or',
    (codes: readonly Code[]): Code =>
      (environment, state) =>
        codes.some((code) => asBoolean(code(environment, state))),
  ],
  [
    'implies',
    ([premise, conclusion]: readonly Code[]): Code =>
      (environment, state) =>
        !test(premise, environment, state) || test(conclusion, environment, state),
  ],
  [
    'ite',
    ([condition, yes, no]: readonly Code[]): Code =>
      (environment, state) =>
        valueOf(test(condition, environment, state) ? yes : no, environment, state),
  ],
  [
    'matchVariant',
    (codes: readonly Code[]): Code =>
      (environment, state) =>
        matched(codes, environment, state),
  ],
]);

function valueOf(code: Code | undefined, environment: Environment | undefined, state: State): Argument {
  if (code === undefined) throw new IrqlineError('QUINT_UNSUPPORTED', 'an operator with too few operands');
  return code(environment, state);
}

const test = (code: Code | undefined, environment: Environment | undefined, state: State): boolean =>
  asBoolean(valueOf(code, environment, state));

/** The arguments are the value, then a tag and what to do with the payload, in turn. The tag `_` takes any. */
function matched(codes: readonly Code[], environment: Environment | undefined, state: State): Value {
  const value = valueOf(codes[0], environment, state);
  if (typeof value !== 'object' || value.kind !== 'variant')
    throw new Error('the type checker let a match of no variant pass');
  for (let at = 1; at < codes.length; at += 2) {
    const tag = valueOf(codes[at], environment, state);
    if (tag !== value.tag && tag !== '_') continue;
    const handler = valueOf(codes[at + 1], environment, state);
    if (typeof handler !== 'function') throw new Error('the type checker let a case without a body pass');
    return handler(value.payload);
  }
  throw new IrqlineError('QUINT_UNDEFINED', `a match without a case for ${value.tag}`);
}
