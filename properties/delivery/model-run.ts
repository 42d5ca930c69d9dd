import type { Run, RunStep, Step, System } from '../../model/index.js';
import { same } from '../same.js';

/** More steps than a SAFE system can take without a new event. */
const MOST_STEPS_TO_REST = 1000;

type Choice<Shared, Local, Action> = Step<Shared, Local, Action> & { readonly process: number };

/** A system of the model on its way: where everyone is, and how they came there. */
class Walk<Shared, Local, Action> {
  readonly #system: System<Shared, Local, Action>;
  readonly #steps: RunStep<Shared, Local, Action>[] = [];
  #shared: Shared;
  readonly #locals: Local[];

  constructor(system: System<Shared, Local, Action>) {
    this.#system = system;
    this.#shared = system.initial;
    this.#locals = system.processes.map(({ process }) => process.initial);
  }

  get run(): Run<Shared, Local, Action> {
    const { initial, processes } = this.#system;
    return { start: { shared: initial, locals: processes.map(({ process }) => process.initial) }, steps: this.#steps };
  }

  possible(): readonly Choice<Shared, Local, Action>[] {
    return this.#system.processes.flatMap(({ process: actor }, process) =>
      actor.steps(this.#shared, this.#locals[process] as Local).map((step) => ({ process, ...step })),
    );
  }

  take({ process, action, shared, local }: Choice<Shared, Local, Action>): void {
    this.#shared = shared;
    this.#locals[process] = local;
    this.#steps.push({ process, action, after: { shared, locals: [...this.#locals] } });
  }

  /** Nothing is published any more, and everyone goes on in turn until nothing is left to do. */
  comeToRest(): void {
    for (let turn = 0; turn < MOST_STEPS_TO_REST; turn += 1) {
      const necessary = this.possible().filter(({ action }) => !this.#system.isOptional(action));
      if (necessary.length === 0) return;
      this.take(necessary[turn % necessary.length] as Choice<Shared, Local, Action>);
    }
  }
}

/** One random schedule, to its rest: the n-th choice picks among the steps that are then possible. */
export function scheduledRun<Shared, Local, Action>(
  system: System<Shared, Local, Action>,
  choices: Iterable<number>,
): Run<Shared, Local, Action> {
  const walk = new Walk(system);
  for (const choice of choices) {
    const all = walk.possible();
    walk.take(all[choice % all.length] as Choice<Shared, Local, Action>);
  }
  walk.comeToRest();
  return walk.run;
}

/**
 * The same steps in another system, and on to its rest.
 * @returns undefined where the other system cannot take one of them
 */
export function repeatedRun<Shared, Local, Action>(
  system: System<Shared, Local, Action>,
  steps: readonly RunStep<Shared, Local, Action>[],
): Run<Shared, Local, Action> | undefined {
  const walk = new Walk(system);
  for (const { process, action } of steps) {
    const found = walk.possible().find((one) => one.process === process && same(one.action, action));
    if (found === undefined) return undefined;
    walk.take(found);
  }
  walk.comeToRest();
  return walk.run;
}
