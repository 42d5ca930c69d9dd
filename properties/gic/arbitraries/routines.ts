import * as fc from 'fast-check';
import type { GicConfig, Target } from '../../../model/index.js';
import type { Intention } from '../resolve.js';
import { priority } from './interrupt.js';

/** Six interrupts, each of a higher priority than the one before, taken within each other, and ended. */
export function nest({ spiCount }: GicConfig, pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
  const steps = Array.from({ length: 6 }, (_, index) => index);
  return fc.tuple(pe, fc.constantFrom('edge' as const, 'level' as const)).map(([on, trigger]) => [
    ...steps.flatMap((index): Intention[] => {
      const to = { pe: on, intId: 32 + ((index * 7) % spiCount) };
      return [
        { kind: 'writeEnabled', ...to, enabled: false },
        { kind: 'writeTrigger', ...to, trigger },
        { kind: 'writeGroup', ...to, group: 1 },
        { kind: 'writeRoute', intId: to.intId, route: on },
        { kind: 'writePriority', ...to, priority: 0xd0 - 0x20 * index },
        { kind: 'writeEnabled', ...to, enabled: true },
        { kind: 'writePending', ...to, pending: true },
        { kind: 'acknowledge', pe: on },
      ];
    }),
    ...steps.map((): Intention => ({ kind: 'endLast', pe: on })),
  ]);
}

/** An interrupt put into one of the four states, and then something happens to it: the transition table, row by row. */
export function fromAState(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return fc
    .record({ to: one, active: fc.boolean(), pending: fc.constantFrom('no', 'line', 'latch') })
    .chain((prior) => {
      const { to, active, pending } = prior;
      const start: Intention[] = [
        { kind: 'drive', ...to, level: false },
        { kind: 'writePending', ...to, pending: false },
        { kind: 'writeActive', ...to, active },
        ...(pending === 'line' ? [{ kind: 'drive' as const, ...to, level: true }] : []),
        ...(pending === 'latch' ? [{ kind: 'writePending' as const, ...to, pending: true }] : []),
      ];
      const levels = fc.boolean().map((level): Intention => ({ kind: 'drive', ...to, level }));
      const event = fc.oneof(
        { weight: 4, arbitrary: levels },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'pulse', ...to }) },
        {
          weight: 2,
          arbitrary: fc.boolean().map((value): Intention => ({ kind: 'writePending', ...to, pending: value })),
        },
        {
          weight: 2,
          arbitrary: fc.boolean().map((value): Intention => ({ kind: 'writeActive', ...to, active: value })),
        },
        { weight: 1, arbitrary: fc.boolean().map((enabled): Intention => ({ kind: 'writeEnabled', ...to, enabled })) },
        {
          weight: 1,
          arbitrary: priority.map((level): Intention => ({ kind: 'writePriority', ...to, priority: level })),
        },
        {
          weight: 1,
          arbitrary: fc
            .nat(1)
            .map((way): Intention => ({ kind: 'writeRoute', intId: Math.max(32, to.intId), route: way })),
        },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'writePriorityMask', pe: to.pe, value: 0xf8 }) },
        {
          weight: 1,
          arbitrary: fc
            .boolean()
            .map((enableGrp0): Intention => ({ kind: 'writeDistributorEnables', enableGrp0, enableGrp1: true })),
        },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'acknowledge', pe: to.pe }) },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'reset' }) },
      );
      return fc.array(event, { minLength: 1, maxLength: 2 }).map((events) => [...start, ...events]);
    });
}

/** What can happen to an interrupt between its acknowledge and its end. */
type Interference = 'pulse' | 'high' | 'low' | 'inactive' | 'closed';

/**
 * One interrupt taken by a PE that has nothing else to do, with either EOImode, interfered with, and ended; with
 * EOImode 1 deactivated by that PE or another, sometimes before its end.
 */
export function service(
  { peCount }: GicConfig,
  one: fc.Arbitrary<Target>,
  pe: fc.Arbitrary<number>,
): fc.Arbitrary<Intention[]> {
  const meanwhile = fc.constantFrom<(readonly Interference[])[]>(
    [],
    ['pulse'],
    ['high'],
    ['low'],
    ['inactive'],
    ['inactive', 'pulse'],
    ['inactive', 'high'],
    ['low', 'inactive'],
    ['closed'],
  );
  return fc
    .record({ to: one, split: fc.boolean(), meanwhile, deactivator: pe, isEarly: fc.boolean() })
    .map(({ to, split, meanwhile: events, deactivator, isEarly }) => {
      const on = to.pe;
      const during: Record<Interference, readonly Intention[]> = {
        pulse: [
          { kind: 'drive', ...to, level: false },
          { kind: 'pulse', ...to },
        ],
        high: [{ kind: 'drive', ...to, level: true }],
        low: [{ kind: 'drive', ...to, level: false }],
        inactive: [{ kind: 'writeActive', ...to, active: false }],
        closed: [
          { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false },
          { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true },
        ],
      };
      const deactivation: Intention[] = [
        { kind: 'writeEoiMode', pe: deactivator % peCount, split },
        { kind: 'deactivate', pe: to.intId >= 32 ? deactivator : on, intId: to.intId },
      ];
      return [
        ...Array.from({ length: 4 }, (): Intention => ({ kind: 'endLast', pe: on })),
        { kind: 'writeEoiMode', pe: on, split },
        { kind: 'writeActive', ...to, active: false },
        { kind: 'writeGroup', ...to, group: 1 },
        { kind: 'writePriority', ...to, priority: 0 },
        { kind: 'writeRoute', intId: Math.max(32, to.intId), route: on },
        { kind: 'writeEnabled', ...to, enabled: true },
        { kind: 'drive', ...to, level: false },
        { kind: 'drive', ...to, level: true },
        { kind: 'acknowledge', pe: on },
        ...events.flatMap((event) => during[event]),
        ...(isEarly ? deactivation : []),
        { kind: 'endLast', pe: on },
        ...(isEarly ? [] : deactivation),
      ];
    });
}

/** An interrupt made active and its priority with it, as a restore of saved registers does; then it ends. */
export function revive(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return one.map((to) => [
    { kind: 'writeBinaryPoint', pe: to.pe, value: 3 },
    { kind: 'writePriority', ...to, priority: 0x80 },
    { kind: 'writeActive', ...to, active: true },
    { kind: 'writeActivePriorities', pe: to.pe, value: 1 << 16 },
    { kind: 'endLast', pe: to.pe },
  ]);
}
