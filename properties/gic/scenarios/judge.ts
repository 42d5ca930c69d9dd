import { isDeepStrictEqual } from 'node:util';
import type { GicAction, GicLanguage, GicView, Outcome } from '../../../model/index.js';
import type { GicScenario } from './scenario.js';

const FIRST_SPECIAL = 1020;

/** In which respect a run does not do what its scenario says, or undefined when it does all of it. */
export function brokenClaim(
  { actions, claim }: GicScenario,
  outcomes: readonly Outcome<GicLanguage>[],
): string | undefined {
  const seen = {
    takes: valuesOf('acknowledge', actions, outcomes),
    pending: inTheEnd(outcomes, ({ pending }) => pending),
    active: inTheEnd(outcomes, ({ active }) => active),
    reads: valuesOf('mmioRead', actions, outcomes).map((value, index) => {
      const mask = claim.reads[index]?.[0] ?? 0;
      return [mask, (value & mask) >>> 0];
    }),
  };
  for (const part of ['takes', 'pending', 'active', 'reads'] as const) {
    if (!isDeepStrictEqual(seen[part], claim[part])) {
      return `${part}: ${JSON.stringify(claim[part])} is claimed, ${JSON.stringify(seen[part])} is seen`;
    }
  }
  return actions.map((action, step) => brokenByTaking(action, outcomes[step])).find((broken) => broken !== undefined);
}

/** Whoever is taken is active, and if it is an edge no longer pending. */
function brokenByTaking(action: GicAction, outcome: Outcome<GicLanguage> | undefined): string | undefined {
  if (action.kind !== 'acknowledge' || outcome?.observation.kind !== 'value') return undefined;
  const { value } = outcome.observation;
  const taken = outcome.view.interrupts.find(({ intId }) => intId === value);
  if (value >= FIRST_SPECIAL) return undefined;
  if (taken?.active !== true) return `INTID ${value} is taken and not active`;
  return taken.trigger === 'edge' && taken.pending ? `INTID ${value} is taken and still pending` : undefined;
}

function valuesOf(
  kind: GicAction['kind'],
  actions: readonly GicAction[],
  outcomes: readonly Outcome<GicLanguage>[],
): readonly number[] {
  return actions.flatMap((action, step) => {
    const observation = outcomes[step]?.observation;
    return action.kind === kind && observation?.kind === 'value' ? [observation.value] : [];
  });
}

function inTheEnd(
  outcomes: readonly Outcome<GicLanguage>[],
  holds: (view: GicView['interrupts'][number]) => boolean,
): readonly number[] {
  return (outcomes.at(-1)?.view.interrupts ?? []).filter(holds).map(({ intId }) => intId);
}
