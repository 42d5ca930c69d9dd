import { IrqlineError } from '../errors.js';
import { asBoolean, asSet, asValue } from './builtins.js';
import type { Evaluator } from './evaluate.js';
import type { Definition, Expression } from './ir.js';
import { bind, once, within, type Environment, type Scope, type State } from './scope.js';
import type { Value } from './value.js';

/** The action that makes a step: the first one that is reached through choices only, and what it was applied to. */
export interface Label {
  readonly action: string;
  readonly args: readonly Value[];
}

/** A step in the making: what the variables become, as far as it is known. */
export interface Draft {
  readonly next: readonly (Value | undefined)[];
  readonly label: Label | undefined;
}

/** An action, ready to run: all the ways in which it can go on; none when it is not possible. */
export type ActionCode = (environment: Environment | undefined, state: State, draft: Draft) => readonly Draft[];

/** Turns actions into code that follows every choice. */
export class ActionCompiler {
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  code(expression: Expression, scope: Scope | undefined): ActionCode {
    if (expression.kind === 'let') return this.#let(expression.opdef, expression.expr, scope);
    if (expression.kind === 'name') {
      const definition = this.#action(expression.name);
      return definition === undefined ? this.#condition(expression, scope) : this.#call(definition, [], scope);
    }
    if (expression.kind !== 'app') return this.#condition(expression, scope);
    const { opcode, args } = expression;
    const definition = this.#action(opcode);
    if (definition !== undefined) return this.#call(definition, args, scope);
    switch (opcode) {
      case 'actionAll':
        return all(args.map((part) => this.code(part, scope)));
      case 'actionAny':
        return either(args.map((part) => this.code(part, scope)));
      case 'assign':
        return this.#assign(args, scope);
      case 'ite':
        return this.#ite(args, scope);
      default:
        return this.#condition(expression, scope);
    }
  }

  #action(name: string): Definition | undefined {
    const definition = this.#evaluator.compiled.definitions.get(name);
    return definition?.qualifier === 'action' ? definition : undefined;
  }

  /** What changes nothing is a condition. An assignment in there is an unknown operator to the evaluator. */
  #condition(expression: Expression, scope: Scope | undefined): ActionCode {
    const code = this.#evaluator.code(expression, scope);
    return (environment, state, draft) => (asBoolean(code(environment, state)) ? [draft] : []);
  }

  #call(definition: Definition, args: readonly Expression[], scope: Scope | undefined): ActionCode {
    const codes = args.map((argument) => this.#evaluator.code(argument, scope));
    const { expr } = definition;
    const names = expr.kind === 'lambda' ? expr.params.map(({ name }) => name) : [];
    const body = expr.kind === 'lambda' ? expr.expr : expr;
    const run = once(() => this.code(body, within(undefined, names)));
    const isChoice = this.#isChoice(body);
    return (environment, state, draft) => {
      const values = codes.map((code) => code(environment, state));
      const label = draft.label ?? (isChoice ? undefined : { action: definition.name, args: values.map(asValue) });
      return run()(bind(undefined, values), state, { next: draft.next, label });
    };
  }

  /** Does this only choose between other actions? */
  #isChoice(body: Expression): boolean {
    if (body.kind === 'let') return body.opdef.qualifier === 'nondet' && this.#isChoice(body.expr);
    if (body.kind === 'name') return this.#action(body.name) !== undefined;
    return body.kind === 'app' && (body.opcode === 'actionAny' || this.#action(body.opcode) !== undefined);
  }

  #let(bound: Definition, expression: Expression, scope: Scope | undefined): ActionCode {
    const body = this.code(expression, { name: bound.name, outer: scope });
    if (bound.qualifier !== 'nondet') {
      const value = this.#evaluator.code(bound.expr, scope);
      return (environment, state, draft) =>
        body({ value: once(() => value(environment, state)), outer: environment }, state, draft);
    }
    const [from, ...others] = bound.expr.kind === 'app' && bound.expr.opcode === 'oneOf' ? bound.expr.args : [];
    if (from === undefined || others.length > 0)
      throw new IrqlineError('QUINT_UNSUPPORTED', `nondet ${bound.name} that is not oneOf a set`);
    const set = this.#evaluator.code(from, scope);
    return (environment, state, draft) =>
      asSet(set(environment, state)).elements.flatMap((value) =>
        body({ value: () => value, outer: environment }, state, draft),
      );
  }

  #assign([target, source]: readonly Expression[], scope: Scope | undefined): ActionCode {
    const variable = target?.kind === 'name' ? this.#evaluator.compiled.variables.indexOf(target.name) : -1;
    if (variable < 0 || source === undefined)
      throw new IrqlineError('QUINT_UNSUPPORTED', 'an assignment to something that is not a variable');
    const value = this.#evaluator.code(source, scope);
    return (environment, state, { next, label }) => {
      if (next[variable] !== undefined)
        throw new IrqlineError(
          'QUINT_UNSUPPORTED',
          `${this.#evaluator.compiled.variables[variable]} assigned twice in a step`,
        );
      const assigned = [...next];
      assigned[variable] = asValue(value(environment, state));
      return [{ next: assigned, label }];
    };
  }

  #ite([condition, yes, no]: readonly Expression[], scope: Scope | undefined): ActionCode {
    if (condition === undefined || yes === undefined || no === undefined)
      throw new IrqlineError('QUINT_UNSUPPORTED', 'an if with a part missing');
    const test = this.#evaluator.code(condition, scope);
    const whenTrue = this.code(yes, scope);
    const whenFalse = this.code(no, scope);
    return (environment, state, draft) =>
      (asBoolean(test(environment, state)) ? whenTrue : whenFalse)(environment, state, draft);
  }
}

function all(parts: readonly ActionCode[]): ActionCode {
  return (environment, state, draft) => {
    let ways: readonly Draft[] = [draft];
    for (const part of parts) {
      const [way, ...others] = ways;
      if (way === undefined) return ways;
      // Nearly always there is one way, or none.
      ways =
        others.length === 0 ? part(environment, state, way) : ways.flatMap((each) => part(environment, state, each));
    }
    return ways;
  };
}

function either(parts: readonly ActionCode[]): ActionCode {
  return (environment, state, draft) => parts.flatMap((part) => part(environment, state, draft));
}
