import { isDeepStrictEqual } from 'node:util';
import { IrqlineError } from '../../spec/index.js';
import { showLabel, showState, stateKey, type Machine, type State, type Step } from '../../spec/quint/index.js';

/** A model and a specification of the same thing, and how to read the one as the other. */
export interface Correspondence<S> {
  readonly machine: Machine;
  readonly initial: S;
  readonly steps: (state: S) => readonly ModelStep<S>[];
  /** The state of the specification that this state of the model is. No two states may have the same image. */
  readonly image: (state: S) => State;
  /** What to call a step of the specification; {@link showLabel} of its label if not given. */
  readonly labelOf?: (state: State, step: Step) => string;
  /** Called with every state of the specification, once. */
  readonly inspect?: (state: State) => void;
}

/** What the model can do, in its own words and as the specification's label. */
export interface ModelStep<S> {
  readonly action: unknown;
  readonly label: string;
  readonly next: S;
}

/** Specification and model are the same labelled graph. */
export interface Equal {
  readonly kind: 'equal';
  readonly states: number;
  readonly edges: number;
  /** How many edges each action has, by its name in the specification. */
  readonly actions: ReadonlyMap<string, number>;
}

/** The first place where they differ, and a shortest way there. */
export interface Difference {
  readonly kind: 'different';
  /** How many states were compared before. */
  readonly states: number;
  readonly run: readonly { readonly label: string; readonly action: unknown }[];
  readonly state: { readonly specification: string; readonly model: unknown };
  /** Steps from there, with what they lead to, that only one of the two has. */
  readonly onlySpecification: readonly string[];
  readonly onlyModel: readonly string[];
}

interface Visited<S> {
  readonly model: S;
  readonly image: State;
  /** How it was reached first; the index into the list of visited states. */
  readonly by: { readonly from: number; readonly label: string; readonly action: unknown } | undefined;
}

/**
 * Walks through specification and model at the same time, breadth first, and compares all steps of each state. When they
 * agree everywhere, the state map is an isomorphism of the two labelled graphs: it is injective (checked here), it maps
 * the initial state to the initial state, and the labelled steps of each state to those of its image.
 *
 * @throws IrqlineError STATE_MAP_NOT_INJECTIVE
 */
export function compare<S>(correspondence: Correspondence<S>): Equal | Difference {
  const { machine, initial, steps, image } = correspondence;
  const labelOf = correspondence.labelOf ?? ((_, { label }: Step): string => showLabel(label));
  const visited: Visited<S>[] = [];
  const numbers = new Map<string, number>();
  const actions = new Map<string, number>();
  let edges = 0;

  const visit = (model: S, by: Visited<S>['by']): string => {
    const mapped = image(model);
    const key = stateKey(mapped);
    const number = numbers.get(key);
    const before = number === undefined ? undefined : visited[number];
    if (before === undefined) {
      numbers.set(key, visited.length);
      visited.push({ model, image: mapped, by });
    } else if (!isDeepStrictEqual(before.model, model)) {
      const both = `${JSON.stringify(before.model)} and ${JSON.stringify(model)}`;
      throw new IrqlineError('STATE_MAP_NOT_INJECTIVE', both);
    }
    return key;
  };

  const start = visit(initial, undefined);
  const wanted = new Map(machine.initial().map((state) => [stateKey(state), state]));
  if (wanted.size !== 1 || !wanted.has(start)) {
    const shown = [...wanted.values()].map((state) => showState(machine.variables, state));
    return differenceAt([], [], shown, [showState(machine.variables, image(initial))], undefined, machine);
  }

  for (let at = 0; at < visited.length; at += 1) {
    const here = visited[at] as Visited<S>;
    correspondence.inspect?.(here.image);
    const specified = new Map(
      machine.steps(here.image).map((step) => [`${labelOf(here.image, step)} ${stateKey(step.next)}`, step]),
    );
    const modelled = new Map<string, ModelStep<S>>();
    for (const step of steps(here.model)) {
      const { action, label, next } = step;
      modelled.set(`${label} ${visit(next, { from: at, label, action })}`, step);
      const name = label.replace(/\W.*/u, '');
      actions.set(name, (actions.get(name) ?? 0) + 1);
    }
    const onlySpecification = [...specified].filter(([key]) => !modelled.has(key));
    const onlyModel = [...modelled].filter(([key]) => !specified.has(key));
    if (onlySpecification.length > 0 || onlyModel.length > 0)
      return differenceAt(
        visited,
        wayTo(visited, at),
        onlySpecification.map(
          ([, step]) => `${labelOf(here.image, step)}, to\n${showState(machine.variables, step.next)}`,
        ),
        onlyModel.map(
          ([, { action, label, next }]) =>
            `${label}, ${JSON.stringify(action)}, to\n${showState(machine.variables, image(next))}`,
        ),
        here,
        machine,
      );
    edges += specified.size;
  }
  return { kind: 'equal', states: visited.length, edges, actions };
}

function wayTo<S>(visited: readonly Visited<S>[], to: number): Difference['run'] {
  const run: { label: string; action: unknown }[] = [];
  for (let by = visited[to]?.by; by !== undefined; by = visited[by.from]?.by)
    run.unshift({ label: by.label, action: by.action });
  return run;
}

function differenceAt<S>(
  visited: readonly Visited<S>[],
  run: Difference['run'],
  onlySpecification: readonly string[],
  onlyModel: readonly string[],
  here: Visited<S> | undefined,
  machine: Machine,
): Difference {
  const specification = here === undefined ? 'none' : showState(machine.variables, here.image);
  const state = { specification, model: here?.model ?? 'none' };
  return { kind: 'different', states: visited.length, run, state, onlySpecification, onlyModel };
}

const indented = (text: string): string => text.replaceAll(/^/gmu, '    ');

/** The difference for people: the way there in both languages, and what differs then. */
export function showDifference(difference: Difference): string {
  const { run, state, onlySpecification, onlyModel } = difference;
  return [
    'Specification and model differ after',
    ...run.map(({ label, action }, at) => `${String(at + 1).padStart(3)}. ${label}   ${JSON.stringify(action)}`),
    'in the state',
    indented(state.specification),
    indented(JSON.stringify(state.model)),
    ...onlySpecification.map((step) => `Only the specification has\n${indented(step)}`),
    ...onlyModel.map((step) => `Only the model has\n${indented(step)}`),
  ].join('\n');
}
