import { runOf } from '../../kvm-backend/diff/documented.js';
import { expectedRun, quirks, type Quirk } from '../../kvm-backend/diff/quirks/index.js';
import { choices } from '../../properties/vectors/choices.js';
import type { Candidate } from './candidate.js';
import type { Acted } from './shortest.js';

/** What a note on KVM is about. */
const clausesOfNotes: Readonly<Partial<Record<NonNullable<Quirk['note']>, Candidate['clauses']>>> = {
  K11: ['KVM-USER-ISPENDR'],
  K12: ['KVM-LEVEL-INFO'],
  K13: ['KVM-RESTORE-ORDER'],
};

/** What KVM is known to do otherwise; and, where that is a choice of the configuration, what the architecture does. */
export function quirkCandidates(): readonly Candidate[] {
  return quirks.flatMap((quirk) => [
    candidate(quirk, 'kvm', quirk.kvm, runOf(quirk)),
    ...('behaviour' in quirk.contrast ? [candidate(quirk, 'expected', quirk.expected, expectedRun(quirk))] : []),
  ]);
}

function candidate(quirk: Quirk, side: 'kvm' | 'expected', title: string, run: Acted): Candidate {
  return {
    id: `gic/quirk/${quirk.id}/${side}`,
    title,
    layer: 'gic',
    clauses: clausesOf(quirk),
    isSeenThroughout: true,
    ...run,
  };
}

function clausesOf({ contrast, note }: Quirk): Candidate['clauses'] {
  const names = 'behaviour' in contrast ? Object.keys(contrast.behaviour) : [];
  const chosen = choices.gic.filter(({ name }) => names.includes(name.split('.')[0] ?? ''));
  return [...chosen.flatMap(({ clauses }) => clauses), ...((note !== null && clausesOfNotes[note]) || [])];
}
