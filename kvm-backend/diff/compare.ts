import { gicModel, type GicAction, type GicView } from '../../model/index.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import { divergences, explain, type Divergence } from './divergences.js';
import type { Seen } from './seen.js';

/** Where a run on KVM, or another subject, first shows something that neither the model nor a documented divergence says. */
export interface Difference {
  readonly run: RunRequest;
  /** Index of the action. */
  readonly step: number;
  readonly action: GicAction;
  readonly expected: Seen;
  /** None where the subject refused the action; `crash` says how. */
  readonly actual: Seen | undefined;
  readonly crash: string | undefined;
}

/** What the comparison of a run came to. */
export interface Comparison {
  /** Actions after which KVM showed what it should. */
  readonly actions: number;
  /** Ids of the divergences that were met, each once. */
  readonly met: ReadonlySet<string>;
  readonly difference: Difference | undefined;
}

/**
 * Compares what KVM answered with the model, action by action.
 * @param project - the part of the model's view that KVM can show
 * @param known - the divergences that excuse something
 */
export function compareRun(
  run: RunRequest,
  reply: RunReply<Seen>,
  project: (view: GicView) => Seen['view'],
  known: readonly Divergence[] = divergences,
): Comparison {
  const met = new Set<string>();
  let state = gicModel.init(run.config);
  for (const [step, action] of run.actions.entries()) {
    const next = gicModel.step(state, action);
    const expected: Seen = { observation: next.observation, view: project(gicModel.view(next.state)) };
    const actual = reply.outcomes[step];
    const explained =
      actual && explain(actual, { config: run.config, history: run.actions.slice(0, step), action, expected }, known);
    if (explained === undefined) {
      return { actions: step, met, difference: { run, step, action, expected, actual, crash: reply.crash } };
    }
    for (const { id } of explained) met.add(id);
    if (explained.some(({ endsRun }) => endsRun)) return { actions: step + 1, met, difference: undefined };
    state = next.state;
  }
  return { actions: run.actions.length, met, difference: undefined };
}
