import type { GicAction } from '../../../model/index.js';
import { distributorOffset, gicRegisters } from '../../../spec/gicv3.js';
import {
  enable,
  end,
  FIRST_SPI,
  inject,
  NONE,
  openPes,
  openSpi,
  priority,
  readDistributor,
  serve,
  take,
  writeDistributor,
} from './moves.js';
import { everyGic, everyWay, type GicScenario } from './scenario.js';
import { scenarios, type Acted, type Variant } from './variants.js';

const SPI = FIRST_SPI + 8;
const OTHER = FIRST_SPI + 9;

/** One of group 0 waits, of whatever priority, while one of group 1 is taken, whether or not EnableGrp0 is set. */
function groups({ trigger, ending, way }: Variant): Acted {
  const handled: readonly GicAction[] = [
    inject(OTHER, trigger, way),
    take(),
    ...serve(OTHER, trigger, way),
    ...end(OTHER, ending),
  ];
  return {
    actions: [
      ...openPes([0], ending),
      ...openSpi(SPI, trigger, priority(1)),
      { kind: 'writeGroup', pe: 0, intId: SPI, group: 0 },
      ...openSpi(OTHER, trigger, priority(2)),
      inject(SPI, trigger, way),
      take(),
      ...handled,
      { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: true },
      ...handled,
      take(),
    ],
    claim: { takes: [NONE, OTHER, OTHER, NONE], pending: [SPI] },
  };
}

/** Routed to each PE in turn, it is taken there and nowhere else. */
function affinity({ trigger, ending, way }: Variant): Acted {
  const pes = [0, 1, 2, 3];
  return {
    size: { peCount: 4, spiCount: 32 },
    actions: [
      ...openPes(pes, ending),
      ...openSpi(SPI, trigger),
      ...pes.flatMap((pe): readonly GicAction[] => [
        { kind: 'writeRoute', intId: SPI, route: pe },
        inject(SPI, trigger, way),
        ...pes.filter((other) => other !== pe).map((other) => take(other)),
        take(pe),
        ...serve(SPI, trigger, way),
        ...end(SPI, ending, pe),
      ]),
    ],
    claim: { takes: pes.flatMap(() => [NONE, NONE, NONE, SPI]) },
  };
}

/** What holds an interrupt back, and lets it through again. */
const masks: Readonly<Record<string, (isOpen: boolean) => GicAction>> = {
  ICC_PMR_EL1: (isOpen) => ({ kind: 'writePriorityMask', pe: 0, value: isOpen ? 0xf8 : 0 }),
  ICC_IGRPEN1_EL1: (isOpen) => ({ kind: 'writeGroupEnable', pe: 0, enabled: isOpen }),
  ISENABLER: (isOpen) => enable(SPI, isOpen),
  GICD_CTLR: (isOpen) => ({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: isOpen }),
};

function masked(by: string, mask: (isOpen: boolean) => GicAction, { trigger, ending, way }: Variant): Acted {
  return {
    by,
    actions: [
      ...openPes([0], ending),
      ...openSpi(SPI, trigger),
      mask(false),
      inject(SPI, trigger, way),
      take(),
      mask(true),
      take(),
      ...serve(SPI, trigger, way),
      ...end(SPI, ending),
      take(),
    ],
    claim: { takes: [NONE, SPI, NONE] },
    ...(by === 'GICD_CTLR' ? { brokenBy: 'K13-pending-before-enabled' } : {}),
  };
}

/** Signalled again while it is pending it is one interrupt; an edge while it is active is another. */
function coalesced({ trigger, ending, way }: Variant): Acted {
  const again = inject(SPI, trigger, way);
  const oneMore = trigger === 'edge';
  return {
    actions: [
      ...openPes([0], ending),
      ...openSpi(SPI, trigger),
      again,
      again,
      again,
      take(),
      ...(oneMore ? [again, again] : []),
      take(),
      ...serve(SPI, trigger, way),
      ...end(SPI, ending),
      take(),
      ...(oneMore ? end(SPI, ending) : []),
      take(),
    ],
    claim: { takes: [SPI, NONE, ...(oneMore ? [SPI] : [NONE]), NONE] },
  };
}

const { GICD_CTLR } = gicRegisters;
/** Affinity routing, and one security state: neither can be turned off. */
const ARE_AND_DS = 0x50;
const GICD_IGROUPR1 = distributorOffset('IGROUPR', 32);
const patterns = [0, 0xffff_ffff, 0x5555_aaaa, 0];

export const gatingScenarios: readonly GicScenario[] = [
  ...scenarios(
    'group0-gated-group1-flows',
    'An interrupt of group 0 waits while those of group 1 are taken.',
    everyGic,
    groups,
  ),
  ...scenarios('spi-affinity-each-vcpu', 'An SPI is taken on the PE that it is routed to.', everyWay, affinity),
  ...Object.entries(masks).flatMap(([by, mask]) =>
    scenarios(
      'mask-then-pend-then-unmask',
      'What becomes pending while it is masked comes when it is not.',
      everyWay,
      (variant) => masked(by, mask, variant),
    ),
  ),
  ...scenarios(
    'retrigger-while-pending-coalesces',
    'However often a pending interrupt is signalled, it is taken once.',
    everyWay,
    coalesced,
  ),
  ...scenarios(
    'ctlr-ds-rao',
    'GICD_CTLR.DS and ARE read as one, whatever is written.',
    ['ISPENDR'],
    () => ({
      actions: [readDistributor(GICD_CTLR), writeDistributor(GICD_CTLR, 0), readDistributor(GICD_CTLR)],
      claim: {
        reads: [
          [ARE_AND_DS, ARE_AND_DS],
          [ARE_AND_DS, ARE_AND_DS],
        ],
      },
    }),
    { triggers: ['edge'], endings: ['whole'] },
  ),
  ...scenarios(
    'igroupr-writable',
    'GICD_IGROUPR keeps each bit that is written.',
    ['ISPENDR'],
    () => ({
      actions: patterns.flatMap((bits) => [writeDistributor(GICD_IGROUPR1, bits), readDistributor(GICD_IGROUPR1)]),
      claim: { reads: patterns.map((bits) => [0xffff_ffff, bits] as const) },
    }),
    { triggers: ['edge'], endings: ['whole'] },
  ),
];
