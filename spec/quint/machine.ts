import { IrqlineError } from '../errors.js';
import { ActionCompiler, type ActionCode, type Label, type Draft } from './actions.js';
import { asValue } from './builtins.js';
import { checkConstants } from './constants.js';
import { Evaluator } from './evaluate.js';
import type { Compiled } from './ir.js';
import type { State } from './scope.js';
import { keyOf, show, type Value } from './value.js';

/** What a step leads to, and which action makes it. */
export interface Step {
  readonly label: Label;
  readonly next: State;
}

/** A specification that can be run: its constants are fixed. */
export interface Machine {
  /** The names of the variables, in the order of a state's values. */
  readonly variables: readonly string[];
  readonly initial: () => readonly State[];
  /** Every step that is possible in this state. */
  readonly steps: (state: State) => readonly Step[];
  /** The value of a definition without parameters in this state. */
  readonly value: (definition: string, state: State) => Value;
}

/**
 * Makes a specification run.
 *
 * @param compiled - see {@link readCompiled}; its actions `init` and `step` are the machine's
 * @param constants - a value for each `const`
 * @throws IrqlineError QUINT_CONSTANT, QUINT_UNSUPPORTED; later QUINT_UNDEFINED, when a step has no meaning
 */
export function machineOf(compiled: Compiled, constants: ReadonlyMap<string, Value>): Machine {
  checkConstants(compiled.constants, constants);
  const evaluator = new Evaluator(compiled, constants);
  const actions = new ActionCompiler(evaluator);
  const init = actions.code({ kind: 'name', name: 'init' }, undefined);
  const step = actions.code({ kind: 'name', name: 'step' }, undefined);
  const blank: Draft = { next: compiled.variables.map(() => undefined), label: undefined };
  const run = (action: ActionCode, state: State): readonly Step[] =>
    action(undefined, state, blank).map((draft) => whole(compiled.variables, draft));
  const noState: State = [];
  return {
    variables: compiled.variables,
    initial: () => run(init, noState).map(({ next }) => next),
    steps: (state) => run(step, state),
    value: (definition, state) =>
      asValue(evaluator.code({ kind: 'name', name: definition }, undefined)(undefined, state)),
  };
}

function whole(variables: readonly string[], { next, label }: Draft): Step {
  const state = next.map((value, at) => {
    if (value === undefined) throw new IrqlineError('QUINT_UNDEFINED', `the next value of ${variables[at]}`);
    return value;
  });
  if (label === undefined) throw new IrqlineError('QUINT_UNSUPPORTED', 'a step that is no named action');
  return { label, next: state };
}

/** A text that is equal for equal states and for no others. */
export const stateKey = (state: State): string => state.map(keyOf).join(' ');

/** The state as Quint would write it, a line for each variable. */
export function showState(variables: readonly string[], state: State): string {
  return state.map((value, at) => `${variables[at]}: ${show(value)}`).join('\n');
}

/** The label as a call. */
export function showLabel({ action, args }: Label): string {
  return args.length === 0 ? action : `${action}(${args.map(show).join(', ')})`;
}
