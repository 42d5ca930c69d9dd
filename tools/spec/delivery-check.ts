import { axes, verdict } from '../../model/delivery/index.js';
import type { Compiled } from '../../spec/quint/index.js';
import { compiled } from './compiled.js';
import { compare, showDifference } from './compare.js';
import { deliveryCorrespondence, deliveryMachine } from './delivery-map.js';
import type { Finding, Job } from './row.js';
import { allProfiles, type NamedProfile } from './subjects.js';

/**
 * Compares specification and model for a profile, and on the way looks at the specification's own properties in every
 * state: its shape always holds, and an event can be lost exactly where the explorer's verdict says so.
 */
export function checkDelivery(specification: Compiled, { profile }: NamedProfile, threads: number): Finding {
  const machine = deliveryMachine(specification, profile, threads);
  const broken = new Set<string>();
  const properties = ['noLostEvent', 'shape', ...(isReference(profile) ? ['inductive'] : [])];
  const result = compare({
    ...deliveryCorrespondence(machine, profile, threads),
    inspect: (state) => {
      for (const property of properties) if (machine.value(property, state) !== true) broken.add(property);
    },
  });
  if (result.kind === 'different') return { verdict: 'fail', found: showDifference(result) };
  const judged = verdict(profile, threads);
  if (judged.kind === 'INCONCLUSIVE') return { verdict: 'fail', found: 'the explorer was stopped by its bound' };
  const { states, edges } = result;
  const counts = `${judged.states} states and ${judged.edges} edges`;
  if (states !== judged.states || edges !== judged.edges)
    return { verdict: 'fail', found: `the explorer has ${counts}`, states, edges };
  const wanted = judged.kind === 'LOST' ? 'noLostEvent' : '';
  if ([...broken].join() !== wanted)
    return {
      verdict: 'fail',
      found: `${judged.kind}, but in the specification broken: ${[...broken].join()}`,
      states,
      edges,
    };
  return { verdict: 'pass', found: `equal, ${judged.kind}`, states, edges };
}

const isReference = ({ order, update, signal, section, trigger, driver }: NamedProfile['profile']): boolean =>
  [order, update, signal, section, trigger, driver].join() === 'statusFirst,or,always,whole,edge,ackFirst';

/** Compares specification and model for each of these profiles. */
export function deliveryJobs(subjects: readonly NamedProfile[], threads: number): readonly Job[] {
  return subjects.map((subject) => ({
    part: 'model',
    what: `${subject.name}, ${threads} threads`,
    run: () => checkDelivery(compiled('delivery.qnt'), subject, threads),
  }));
}

/** The same for every profile there is, with one thread: a check for each driver. */
export function profilesWithOneThread(): readonly Job[] {
  return axes.driver.map((driver) => ({
    part: 'model',
    what: `every profile with ${driver}, 1 thread`,
    run: () =>
      allOf(
        allProfiles().filter(({ profile }) => profile.driver === driver),
        (subject) => checkDelivery(compiled('delivery.qnt'), subject, 1),
      ),
  }));
}

/** One finding for many: the first that fails, or all of them added up. */
function allOf(subjects: readonly NamedProfile[], check: (subject: NamedProfile) => Finding): Finding {
  let [states, edges] = [0, 0];
  for (const subject of subjects) {
    const finding = check(subject);
    if (finding.verdict !== 'pass') return { ...finding, found: `${subject.name}: ${finding.found}` };
    states += finding.states ?? 0;
    edges += finding.edges ?? 0;
  }
  return { verdict: 'pass', found: `${subjects.length} profiles equal`, states, edges };
}
