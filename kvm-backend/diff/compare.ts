import { isDeepStrictEqual } from 'node:util';
import { gicModel, type GicAction, type GicObservation, type GicState, type GicView } from '../../model/index.js';
import type { RunReply, RunRequest } from '../guest/run.js';

/** What the model or KVM showed after an action; which part of the model's view KVM can show depends on the rung. */
export interface Seen<View> {
  readonly observation: GicObservation;
  readonly view: View;
}

/** Where a run on KVM first shows something else than the model. */
export interface Difference<View = unknown> {
  readonly run: RunRequest;
  /** Index of the action. */
  readonly step: number;
  readonly action: GicAction;
  /** The model's state before it. */
  readonly before: GicState;
  readonly expected: Seen<View>;
  /** None where KVM refused the action; `crash` says how. */
  readonly actual: Seen<View> | undefined;
  readonly crash: string | undefined;
}

/**
 * The first difference between the model and what KVM answered.
 * @param project - the part of the model's view that KVM can show
 */
export function compareRun<View>(
  run: RunRequest,
  reply: RunReply<Seen<View>>,
  project: (view: GicView) => View,
): Difference<View> | undefined {
  let before = gicModel.init(run.config);
  for (const [step, action] of run.actions.entries()) {
    const { state, observation } = gicModel.step(before, action);
    const expected = { observation, view: project(gicModel.view(state)) };
    const actual = reply.outcomes[step];
    if (!isDeepStrictEqual(actual, expected)) {
      return { run, step, action, before, expected, actual, crash: reply.crash };
    }
    before = state;
  }
  return undefined;
}
