import type { GicAction } from '../../../model/index.js';
import {
  deactivate,
  drop,
  end,
  FIRST_SPI,
  inject,
  NONE,
  openPes,
  openSpi,
  openWord,
  priority,
  serve,
  spisFrom,
  take,
} from './moves.js';
import { everyWay, type GicScenario } from './scenario.js';
import { scenarios, type Acted, type Variant } from './variants.js';

const SPI = FIRST_SPI + 8;

/** Each preempts the one before; ended in reverse, deactivated (EOImode 1) in the order in which they came. */
function preempt(depth: number, { trigger, ending, way }: Variant): Acted {
  const intIds = spisFrom(FIRST_SPI, depth);
  const priorities = spisFrom(0, 32).map((index) => priority(Math.max(0, depth - 1 - index)));
  return {
    by: `${depth}-deep`,
    profile: depth > 4 ? 'overflow' : 'plain',
    ...(depth > 4 ? { brokenBy: 'K16-active-ones-hide-what-is-pending' } : {}),
    actions: [
      ...openPes([0], ending),
      ...openWord(trigger, priorities),
      ...intIds.flatMap((intId) => [inject(intId, trigger, way), take(), ...serve(intId, trigger, way)]),
      take(),
      ...intIds.toReversed().map((intId) => drop(intId)),
      ...(ending === 'split' ? intIds.map((intId) => deactivate(intId)) : []),
      take(),
    ],
    claim: { takes: [...intIds, NONE, NONE] },
  };
}

const NESTED = spisFrom(FIRST_SPI, 4);
const nestedPriority = (intId: number): number => priority(4 * (FIRST_SPI + 4 - intId));
const openNested = ({ trigger, ending }: Variant): readonly GicAction[] => [
  ...openPes([0], ending),
  ...NESTED.flatMap((intId) => openSpi(intId, trigger, nestedPriority(intId))),
];
const endNested = ({ ending }: Variant): readonly GicAction[] =>
  NESTED.toReversed().flatMap((intId) => end(intId, ending));

/** What was active when the state was taken can be ended: by ISACTIVER and AP1R0, or by a whole saved state. */
function restoreActive(by: 'by-registers' | 'by-a-saved-state', variant: Variant): Acted {
  const { trigger, way } = variant;
  const activePriorities = NESTED.reduce((bits, intId) => (bits | (1 << (nestedPriority(intId) / 8))) >>> 0, 0);
  const [inRegisters, inAState]: readonly (readonly GicAction[])[] = [
    [
      ...NESTED.map((intId): GicAction => ({ kind: 'writeActive', pe: 0, intId, active: true })),
      { kind: 'writeActivePriorities', pe: 0, value: activePriorities },
    ],
    [
      ...NESTED.flatMap((intId) => [inject(intId, trigger, way), take(), ...serve(intId, trigger, way)]),
      { kind: 'save' },
      { kind: 'restore', into: 'fresh' },
    ],
  ];
  return {
    by,
    actions: [
      ...openNested(variant),
      ...((by === 'by-registers' ? inRegisters : inAState) ?? []),
      take(),
      ...endNested(variant),
      take(),
      // It is not stuck: the next one comes.
      inject(SPI - 8, trigger, way),
      take(),
      ...serve(SPI - 8, trigger, way),
      ...end(SPI - 8, variant.ending),
    ],
    claim: { takes: [...(by === 'by-registers' ? [] : NESTED), NONE, NONE, FIRST_SPI] },
  };
}

/** An interrupt whose priority has dropped stays active, and out of the way of others, until it is deactivated. */
function outOfOrder({ trigger, ending, way }: Variant): Acted {
  const intIds = spisFrom(FIRST_SPI, 3);
  const [first = 0, second = 0, third = 0] = intIds;
  return {
    actions: [
      ...openPes([0], ending),
      ...intIds.flatMap((intId) => openSpi(intId, trigger, nestedPriority(intId))),
      ...intIds.flatMap((intId) => [inject(intId, trigger, way), take(), ...serve(intId, trigger, way)]),
      ...intIds.toReversed().map((intId) => drop(intId)),
      deactivate(second),
      // It is delivered again while the others are still active.
      inject(second, trigger, way),
      take(),
      ...serve(second, trigger, way),
      deactivateAfterDrop(second),
      deactivate(first),
      deactivate(third),
      take(),
    ].flat(),
    claim: { takes: [...intIds, second, NONE] },
  };
}

const deactivateAfterDrop = (intId: number): readonly GicAction[] => [drop(intId), deactivate(intId)];

/** Taken and dropped on one PE, deactivated on another; then it can be taken again. */
function fromAnotherPe({ trigger, ending, way }: Variant): Acted {
  return {
    size: { peCount: 2, spiCount: 32 },
    brokenBy: 'deactivate-from-another-vcpu',
    actions: [
      ...openPes([0, 1], ending),
      ...openSpi(SPI, trigger),
      inject(SPI, trigger, way),
      take(0),
      ...serve(SPI, trigger, way),
      drop(SPI, 0),
      deactivate(SPI, 1),
      inject(SPI, trigger, way),
      take(0),
      ...serve(SPI, trigger, way),
      ...end(SPI, ending),
    ],
    claim: { takes: [SPI, SPI] },
  };
}

/** ICACTIVER deactivates, but does not drop the priority: the interrupt comes again only after its EOIR. */
function activeCleared({ trigger, ending, way }: Variant): Acted {
  return {
    actions: [
      ...openPes([0], ending),
      ...openSpi(SPI, trigger),
      inject(SPI, trigger, way),
      take(),
      ...serve(SPI, trigger, way),
      { kind: 'writeActive', pe: 0, intId: SPI, active: false },
      take(),
      inject(SPI, trigger, way),
      take(),
      drop(SPI),
      take(),
      ...serve(SPI, trigger, way),
      ...end(SPI, ending),
      take(),
    ],
    claim: { takes: [SPI, NONE, NONE, SPI, NONE] },
  };
}

export const endingScenarios: readonly GicScenario[] = [
  ...[4, 31].flatMap((depth) =>
    scenarios(
      'preempt-descending-31',
      'Each interrupt preempts the one before it, and all of them end.',
      everyWay,
      (variant) => preempt(depth, variant),
    ),
  ),
  ...(['by-registers', 'by-a-saved-state'] as const).flatMap((by) =>
    scenarios('restore-active-then-eoi', 'Restored active interrupts can be ended.', everyWay, (variant) =>
      restoreActive(by, variant),
    ),
  ),
  ...scenarios(
    'eoi-split-out-of-order-dir',
    'Dropped interrupts are deactivated in any order, and each can come again at once.',
    everyWay,
    outOfOrder,
    { endings: ['split'] },
  ),
  ...scenarios(
    'dir-from-other-vcpu',
    'An interrupt can be deactivated on another PE than the one that took it.',
    everyWay,
    fromAnotherPe,
    { endings: ['split'] },
  ),
  ...scenarios(
    'active-clear-instead-of-eoi',
    'ICACTIVER deactivates an interrupt and leaves the running priority.',
    everyWay,
    activeCleared,
  ),
];
