import { delivery, verdict, type Profile } from '../../model/delivery/index.js';
import { explore } from '../../model/explore/index.js';
import type { SpinVerdict } from './spin.js';

/** What Spin has to find if the model is right about this profile. */
export function expectedOfSpin(profile: Profile, threads: number): SpinVerdict {
  const exploration = explore(delivery(profile, threads));
  const judged = verdict(profile, threads);
  // Both have the same bound, and profiles that Spin is asked about are far below it.
  if (exploration.kind !== 'complete' || judged.kind === 'INCONCLUSIVE') throw new Error('the model is too large');
  const { graph } = exploration;
  const publishes = graph.labels
    .filter(({ action }) => action.kind === 'publish')
    .reduce((sum, { edges }) => sum + edges, 0);
  return {
    states: graph.states,
    // An idle thread publishes either of two bits, or does nothing; and Spin counts its start as a transition.
    transitions: graph.edges + publishes / 2 + 1,
    noLostEvent: judged.kind !== 'LOST',
    everyEventIsServiced: judged.serviced,
    noStorm: !judged.storm,
  };
}
