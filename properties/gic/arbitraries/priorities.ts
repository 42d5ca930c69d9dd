import * as fc from 'fast-check';
import type { Target } from '../../../model/index.js';
import type { Intention } from '../resolve.js';

/** Two interrupts of one PE: a PPI is its own, and an SPI is routed to it. */
interface Pair {
  readonly on: number;
  readonly first: Target;
  readonly second: Target;
}

function pair(targets: readonly Target[], pe: fc.Arbitrary<number>): fc.Arbitrary<Pair> {
  return fc.tuple(fc.shuffledSubarray([...targets], { minLength: 2, maxLength: 2 }), pe).map(([two, some]) => {
    const [one, other] = two as [Target, Target];
    // Of two PPIs that belong to different PEs the other one gives way to an SPI.
    const on = [one, other].find(({ intId }) => intId < 32)?.pe ?? some;
    const here = ({ pe: owner, intId }: Target, spi: number): Target =>
      intId >= 32 || owner === on ? { pe: on, intId } : { pe: on, intId: spi };
    return { on, first: here(one, 34), second: here(other, 35) };
  });
}

/** What nobody has taken, of this group and priority, given to this PE. */
const ready = (on: number, to: Target, group: 0 | 1, priority: number): readonly Intention[] => [
  { kind: 'writeActive', ...to, active: false },
  { kind: 'writeGroup', ...to, group },
  { kind: 'writePriority', ...to, priority },
  { kind: 'writeRoute', intId: Math.max(32, to.intId), route: on },
  { kind: 'writeEnabled', ...to, enabled: true },
];

/** A PE that runs nothing, and takes what comes. */
const idle = (on: number): readonly Intention[] => [
  ...Array.from({ length: 4 }, (): Intention => ({ kind: 'endLast', pe: on })),
  { kind: 'writePriorityMask', pe: on, value: 0xf8 },
];

/** What runs, and a higher one that shares its group priority from a binary point of 4, 5, 6, 7 on, and never. */
const neighbours = [
  [0x88, 0x80],
  [0x90, 0x80],
  [0xa0, 0x80],
  [0xc0, 0x80],
  [0x80, 0x78],
] as const;

/** One is taken, the binary point moves or stays, and a higher one comes, within its group priority or above it. */
export function preemption(targets: readonly Target[], pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
  const point = fc.constantFrom(3, 3, 4, 5, 6, 7);
  return fc
    .tuple(pair(targets, pe), fc.constantFrom(...neighbours), point, point)
    .map(([{ on, first, second }, [running, higher], before, then]) => [
      ...idle(on),
      ...ready(on, first, 1, running),
      ...ready(on, second, 1, higher),
      { kind: 'writeBinaryPoint', pe: on, value: before },
      { kind: 'writePending', ...first, pending: true },
      { kind: 'acknowledge', pe: on },
      { kind: 'writeBinaryPoint', pe: on, value: then },
      { kind: 'writePending', ...second, pending: true },
      { kind: 'acknowledge', pe: on },
      { kind: 'endLast', pe: on },
      { kind: 'acknowledge', pe: on },
      { kind: 'endLast', pe: on },
      { kind: 'writeBinaryPoint', pe: on, value: 3 },
    ]);
}

/** A stronger one of group 0 is pending, whose group no PE takes, and one of group 1 is delivered past it. */
export function besideGroupZero(targets: readonly Target[], pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
  return fc
    .tuple(pair(targets, pe), fc.constantFrom(0x80, 0), fc.boolean())
    .map(([{ on, first, second }, priority, isFirst]) => {
      const waiting: Intention = { kind: 'writePending', ...second, pending: true };
      return [
        ...idle(on),
        { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true },
        ...ready(on, second, 0, 0),
        ...ready(on, first, 1, priority),
        ...(isFirst ? [waiting] : []),
        { kind: 'writePending', ...first, pending: true },
        ...(isFirst ? [] : [waiting]),
        { kind: 'acknowledge', pe: on },
        { kind: 'endLast', pe: on },
        { kind: 'writePending', ...second, pending: false },
        { kind: 'writeGroup', ...second, group: 1 },
      ];
    });
}
