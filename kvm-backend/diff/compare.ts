import { gicModel, type GicView } from '../../model/index.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import type { Comparison } from './comparison.js';
import { divergences, explain, type Excuse } from './divergences.js';
import type { Seen } from './seen.js';

/**
 * Compares what KVM answered with the model, action by action.
 * @param project - the part of the model's view that KVM can show
 * @param known - the divergences that excuse something
 */
export function compareRun(
  run: RunRequest,
  reply: RunReply<Seen>,
  project: (view: GicView) => Seen['view'],
  known: readonly Excuse[] = divergences,
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
    if (explained.some(({ endsRun }) => endsRun === true || endsRun === action.kind))
      return { actions: step + 1, met, difference: undefined };
    state = next.state;
  }
  return { actions: run.actions.length, met, difference: undefined };
}
