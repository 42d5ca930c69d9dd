import * as fc from 'fast-check';
import type { GicConfig, Target } from '../../../model/index.js';
import type { Intention } from '../resolve.js';

/** Priorities: mostly equal ones, the highest and the lowest, and some with bits that are not implemented. */
export const priority = fc.constantFrom(0x80, 0x80, 0x80, 0xa0, 0x90, 0x88, 0x40, 0x00, 0xf0, 0xf8, 0xff, 0x07);

/** An interrupt made ready to be delivered. */
export function setUp(to: Target): fc.Arbitrary<Intention[]> {
  return fc
    .tuple(fc.constantFrom('edge' as const, 'edge' as const, 'level' as const), priority)
    .map(([trigger, level]) => [
      { kind: 'writeEnabled', ...to, enabled: false },
      { kind: 'writeTrigger', ...to, trigger },
      { kind: 'writeGroup', ...to, group: 1 },
      { kind: 'writePriority', ...to, priority: level },
      { kind: 'writeEnabled', ...to, enabled: true },
    ]);
}

/** A move of the wire, or several. */
export function wire(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return fc.tuple(one, fc.constantFrom('pulse', 'pulse', 'pulses', 'rise', 'rise', 'fall')).map(([to, what]) => {
    if (what === 'pulse') return [{ kind: 'pulse', ...to }];
    if (what === 'pulses')
      return [
        { kind: 'pulse', ...to },
        { kind: 'pulse', ...to },
        { kind: 'pulse', ...to },
      ];
    return [{ kind: 'drive', ...to, level: what === 'rise' }];
  });
}

/** A write of one field, alone or taken back after something came in between. */
export function distributorStep({ peCount }: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  const route = fc.constantFrom<(number | 'any')[]>(0, peCount - 1, peCount - 1, peCount, 0x100, 0x0100_0000, 'any');
  return one.chain((to) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.boolean().map((pending): Intention[] => [{ kind: 'writePending', ...to, pending }]) },
      { weight: 3, arbitrary: fc.boolean().map((active): Intention[] => [{ kind: 'writeActive', ...to, active }]) },
      { weight: 2, arbitrary: fc.boolean().map((enabled): Intention[] => [{ kind: 'writeEnabled', ...to, enabled }]) },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom<Intention[]>(
            { kind: 'pulse', ...to },
            { kind: 'drive', ...to, level: true },
            { kind: 'drive', ...to, level: false },
          )
          .map((meanwhile): Intention[] => [
            { kind: 'writeEnabled', ...to, enabled: false },
            meanwhile,
            { kind: 'writeEnabled', ...to, enabled: true },
          ]),
      },
      {
        weight: 1,
        arbitrary: fc.constant<Intention[]>([
          { kind: 'writeGroup', ...to, group: 0 },
          { kind: 'pulse', ...to },
          { kind: 'writeGroup', ...to, group: 1 },
        ]),
      },
      {
        weight: 2,
        arbitrary: priority.map((level): Intention[] => [{ kind: 'writePriority', ...to, priority: level }]),
      },
      {
        weight: 2,
        arbitrary: route.map((way): Intention[] => [{ kind: 'writeRoute', intId: Math.max(32, to.intId), route: way }]),
      },
    ),
  );
}

/** A change of the trigger is defined only while the interrupt is disabled and inactive. */
export function triggerChange(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return fc.tuple(one, fc.constantFrom('edge' as const, 'level' as const)).map(([to, trigger]) => [
    { kind: 'writeEnabled', ...to, enabled: false },
    { kind: 'writeActive', ...to, active: false },
    { kind: 'writeTrigger', ...to, trigger },
    { kind: 'writeEnabled', ...to, enabled: true },
  ]);
}
