import { end, FIRST_SPI, inject, NONE, openPes, openSpi, openWord, priority, serve, spisFrom, take } from './moves.js';
import { everyGic, everyWay, type GicScenario } from './scenario.js';
import { scenarios, type Acted, type Variant } from './variants.js';

const LAST_OF_64 = FIRST_SPI + 63;

/** One SPI: taken once, in its handler active and not pending, and gone after its end. */
function single(intId: number, { trigger, ending, way }: Variant): Acted {
  return {
    size: { peCount: 1, spiCount: 64 },
    actions: [
      ...openPes([0], ending),
      ...openSpi(intId, trigger),
      inject(intId, trigger, way),
      take(),
      take(),
      ...serve(intId, trigger, way),
      ...end(intId, ending),
      take(),
    ],
    claim: { takes: [intId, NONE, NONE] },
  };
}

/** The first and the last SPI, one after the other, by one of KVM's own ways. */
function firstAndLast({ trigger, ending, way }: Variant): Acted {
  const both = [FIRST_SPI, LAST_OF_64];
  return {
    size: { peCount: 1, spiCount: 64 },
    actions: [
      ...openPes([0], ending),
      ...both.flatMap((intId) => openSpi(intId, trigger)),
      ...both.flatMap((intId) => [
        inject(intId, trigger, way),
        take(),
        ...serve(intId, trigger, way),
        ...end(intId, ending),
        take(),
      ]),
    ],
    claim: { takes: [FIRST_SPI, NONE, LAST_OF_64, NONE] },
  };
}

/** A level that its handler leaves high is an interrupt again after its end, though KVM lowers an irqfd's then. */
function heldHigh({ trigger, ending, way }: Variant): Acted {
  const again = [take(), ...end(FIRST_SPI, ending)];
  return {
    by: 'held-high',
    actions: [
      ...openPes([0], ending),
      ...openSpi(FIRST_SPI, trigger),
      inject(FIRST_SPI, trigger, way),
      ...again,
      ...again,
      take(),
      ...serve(FIRST_SPI, trigger, way),
      ...end(FIRST_SPI, ending),
      take(),
    ],
    claim: { takes: [FIRST_SPI, FIRST_SPI, FIRST_SPI, NONE] },
  };
}

const ALL = spisFrom(FIRST_SPI, 32);
/** 31 priorities reach a PE, so that the 32nd SPI has that of the first. 7 and 31 have no common divisor. */
const rotating = (index: number): number => (7 * index) % 31;
const byPriority = (intIds: readonly number[]): readonly number[] =>
  intIds.toSorted((one, other) => rotating(one - FIRST_SPI) - rotating(other - FIRST_SPI));

/** All SPIs, so many at once, each handled exactly once and in the order of their priorities. */
function all(atOnce: number, { trigger, ending, way }: Variant): Acted {
  const rounds = Array.from({ length: Math.ceil(ALL.length / atOnce) }, (_, round) =>
    ALL.slice(atOnce * round, atOnce * (round + 1)),
  );
  return {
    by: `${atOnce}-at-once`,
    profile: atOnce > 4 ? 'overflow' : 'plain',
    actions: [
      ...openPes([0], ending),
      ...openWord(
        trigger,
        ALL.map((_, index) => priority(rotating(index))),
      ),
      ...rounds.flatMap((round) => [
        ...round.map((intId) => inject(intId, trigger, way)),
        ...byPriority(round).flatMap((intId) => [take(), ...serve(intId, trigger, way), ...end(intId, ending)]),
        take(),
      ]),
    ],
    claim: { takes: rounds.flatMap((round) => [...byPriority(round), NONE]) },
  };
}

export const injectionScenarios: readonly GicScenario[] = [
  ...scenarios('inject-single-first-spi', 'The first SPI is taken exactly once.', everyWay, (variant) =>
    single(FIRST_SPI, variant),
  ),
  ...scenarios('inject-single-last-spi', 'The last SPI is taken exactly once.', everyWay, (variant) =>
    single(LAST_OF_64, variant),
  ),
  ...[4, 31].flatMap((atOnce) =>
    scenarios(
      'inject-all-spis-rotating-priority',
      'Each of all SPIs is taken exactly once, in the order of their priorities.',
      everyGic,
      (variant) => all(atOnce, variant),
    ),
  ),
  ...scenarios(
    'ispendr-uaccess-injects',
    'A latch that userspace assigns is an interrupt.',
    ['userspace ISPENDR'],
    firstAndLast,
  ),
  ...scenarios(
    'level-info-injects',
    'A line that userspace assigns is an interrupt until it assigns it low.',
    ['LEVEL_INFO'],
    firstAndLast,
  ),
  ...scenarios('irqfd-injects', 'A write to an eventfd is an interrupt.', ['irqfd'], firstAndLast),
  ...scenarios('irqfd-injects', 'A level by an eventfd stays until it is lowered.', ['irqfd'], heldHigh, {
    triggers: ['level'],
  }),
];
