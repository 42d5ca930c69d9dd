import { gicModel, type GicState } from '../../model/index.js';
import type { FreeReply, RunRequest } from '../guest/run.js';
import type { Comparison } from './comparison.js';
import { explain, type Excuse } from './divergences.js';
import { afterwards, allLeft, type Possible } from './possible.js';
import type { Seen } from './seen.js';

/** What one of the possible states says that KVM shows, and what explains that it shows something else. */
interface Judged {
  readonly state: GicState;
  readonly expected: Seen;
  readonly actual: Seen | undefined;
  readonly explained: readonly Excuse[] | undefined;
}

/**
 * Compares a run of vCPUs that stay in the guest with all that the model allows: each observation has to come from a state
 * that KVM may be in, and so has what there is to see when all vCPUs have left.
 */
export function compareFreely(run: RunRequest, { outcome, crash }: FreeReply): Comparison {
  const met = new Set<string>();
  const residents = new Set<number>();
  let states: readonly GicState[] = [gicModel.init(run.config)];
  for (const [step, action] of run.actions.entries()) {
    const possible = afterwards(states, residents, action);
    if (action.kind === 'enterGuest') residents.add(action.pe);
    if (action.kind === 'leaveGuest') residents.delete(action.pe);
    if (possible === undefined) return { actions: step, met, difference: undefined };
    const isLast = step === run.actions.length - 1;
    const judged = possible.map(({ state: before, observation }: Possible): Judged => {
      const state = isLast ? allLeft(before) : before;
      const expected: Seen = { observation, view: gicModel.view(state) };
      const seen = outcome?.observations[step];
      // Only at the end there is a view.
      const actual = outcome && seen && { observation: seen, view: isLast ? outcome.view : expected.view };
      const history = run.actions.slice(0, step);
      return { state, expected, actual, explained: actual && explain(actual, { ...run, history, action, expected }) };
    });
    const fitting = judged.filter(({ explained }) => explained !== undefined);
    if (fitting.length === 0) {
      const [{ expected, actual }] = judged as [Judged]; // some state there is
      return { actions: step, met, difference: { run, step, action, expected, actual, crash } };
    }
    for (const { id } of leastExplained(fitting)) met.add(id);
    states = fitting.map(({ state }) => state);
  }
  return { actions: run.actions.length, met, difference: undefined };
}

/** The divergences that have to be assumed, where there is a choice the fewest. */
function leastExplained(fitting: readonly Judged[]): readonly Excuse[] {
  return fitting
    .map(({ explained = [] }) => explained)
    .reduce((least, other) => (other.length < least.length ? other : least));
}
