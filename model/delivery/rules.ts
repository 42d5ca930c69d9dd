import type { Profile } from './profile.js';

/** A condition of safety that an implementer can follow. */
export interface SafetyRule {
  readonly id: string;
  /** What to do, as one sentence. */
  readonly text: string;
  readonly holds: (profile: Profile) => boolean;
}

/** Whether InterruptStatus and the line change in one critical section. */
const isOneSection = ({ signal, section }: Profile): boolean => signal === 'level' && section === 'whole';

/**
 * What makes a profile SAFE: with two device threads a profile is SAFE exactly when it keeps all of these. Found by
 * looking at the whole matrix; a test holds the two against each other, in both directions.
 */
export const safetyRules: readonly SafetyRule[] = [
  {
    id: 'atomic-update',
    text: 'Set the new bit of InterruptStatus by one atomic OR.',
    holds: ({ update }) => update === 'or',
  },
  {
    id: 'status-before-signal',
    text: 'Update InterruptStatus before you signal, or both in one critical section.',
    holds: (profile) => profile.order === 'statusFirst' || isOneSection(profile),
  },
  {
    id: 'look-after-ack',
    text: 'In the driver, look for work after the InterruptACK, and acknowledge only what you read.',
    holds: ({ driver }) => driver === 'ackFirst' || driver === 'ackFirstLoop' || driver === 'ackLastRecheck',
  },
  {
    id: 'level-follows-status',
    text: 'Drive a level-triggered line from InterruptStatus, in one critical section with every change of it; never pulse it.',
    holds: (profile) => profile.trigger === 'edge' || isOneSection(profile),
  },
  {
    id: 'whole-pulse',
    text: 'On an edge-triggered line make each pulse whole towards every other, unless the GIC counts every assertion.',
    holds: ({ trigger, detector, section }) => trigger === 'level' || detector === 'assert' || section === 'whole',
  },
  {
    id: 'no-signal-withheld',
    text: 'Make an edge for every bit that becomes set, not only when InterruptStatus was empty, unless the driver reads on until it is empty.',
    holds: ({ signal, trigger, detector, driver }) => {
      const edgeOnlyOnRise =
        signal === 'onRise' || (signal === 'level' && trigger === 'edge' && detector === 'transition');
      return !edgeOnlyOnRise || driver === 'ackFirstLoop';
    },
  },
];

/** The rules that a profile breaks; none exactly when it is SAFE. */
export const brokenRules = (profile: Profile): readonly SafetyRule[] =>
  safetyRules.filter((rule) => !rule.holds(profile));
