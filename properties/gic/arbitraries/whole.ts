import * as fc from 'fast-check';
import type { GicConfig, Target } from '../../../model/index.js';
import type { Intention } from '../resolve.js';
import { distributorStep, wire } from './interrupt.js';
import { fromAState } from './routines.js';

/** What happens to the GIC as a whole: saves, restores, resets. */
export const wholeStep: fc.Arbitrary<Intention[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Intention[]>([{ kind: 'save' }]) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('same' as const, 'fresh' as const)
      .map((into): Intention[] => [{ kind: 'restore', into }]),
  },
  { weight: 2, arbitrary: fc.constant<Intention[]>([{ kind: 'save' }, { kind: 'restore', into: 'fresh' }]) },
  { weight: 1, arbitrary: fc.constant<Intention[]>([{ kind: 'reset' }]) },
);

/** A save, often with one pending, a state of another kind, and back to the first. */
export function saveAndReturn(config: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  const first = fc.tuple(one, fc.constantFrom(true, true, false));
  const other = fc.oneof(fromAState(one), distributorStep(config, one), wire(one));
  const into = fc.constantFrom('same' as const, 'fresh' as const);
  return fc
    .tuple(first, other, into)
    .map(([[to, isPended], actions, where]): Intention[] => [
      ...(isPended ? [{ kind: 'writePending' as const, ...to, pending: true }] : []),
      { kind: 'save' },
      ...actions,
      { kind: 'restore', into: where },
    ]);
}
