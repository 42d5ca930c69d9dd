import * as fc from 'fast-check';
import {
  architectureGic,
  type GicAction,
  type GicBehaviour,
  type GicConfig,
  type MmioAccess,
  type Target,
} from '../../model/index.js';
import { distributorOffset, redistributorOffset } from './offsets.js';
import { resolve, type Intention } from './resolve.js';

/** Sizes of a GIC, for one behaviour. Mostly small; the largest has a last bank that is not full. */
export const gicConfigOf = (behaviour: GicBehaviour): fc.Arbitrary<GicConfig> =>
  fc.record({
    peCount: fc.constantFrom(1, 1, 2, 2, 2, 4),
    spiCount: fc.oneof(
      { weight: 20, arbitrary: fc.constant(32) },
      { weight: 6, arbitrary: fc.constant(64) },
      { weight: 1, arbitrary: fc.constant(988) },
    ),
    behaviour: fc.constant(behaviour),
  });

/** The GICs that SoftGic can be. */
export const gicConfig: fc.Arbitrary<GicConfig> = gicConfigOf(architectureGic);

/** Runs of a GIC: a few interrupts that are set up, and then signalled, taken, and interfered with. */
export function gicActions(config: GicConfig): fc.Arbitrary<GicAction[]> {
  const pe = fc.nat(config.peCount - 1);
  const opening = fc.constant(openAll(config));
  return fc
    .uniqueArray(target(config), {
      minLength: 2,
      maxLength: 6,
      selector: ({ pe: owner, intId }) => `${owner} ${intId}`,
    })
    .chain((targets) => {
      const one = fc.constantFrom(...targets);
      const piece = fc.oneof(
        { weight: 24, arbitrary: wire(one) },
        { weight: 12, arbitrary: handler(pe) },
        { weight: 10, arbitrary: cpuStep(pe) },
        { weight: 12, arbitrary: distributorStep(config, one) },
        { weight: 3, arbitrary: one.chain((to) => setUp(to)) },
        { weight: 3, arbitrary: cpuSettings(pe) },
        { weight: 2, arbitrary: triggerChange(one) },
        { weight: 3, arbitrary: rawAccess(config, one) },
        { weight: 1, arbitrary: identification(pe) },
        { weight: 3, arbitrary: wholeStep },
        { weight: 1, arbitrary: nest(config, pe) },
        { weight: 1, arbitrary: revive(one) },
        { weight: 14, arbitrary: fromAState(one) },
        { weight: 8, arbitrary: service(config, one, pe) },
        { weight: 2, arbitrary: saveAndReturn(config, one) },
      );
      const setUps = fc.tuple(...targets.map((to) => setUp(to))).map((all) => all.flat());
      const pieces = fc.array(piece, { minLength: 4, maxLength: 30, size: 'max' }).map((all) => all.flat());
      return fc.tuple(opening, setUps, pieces).map((all) => resolve(config, all.flat()));
    });
}

function target({ peCount, spiCount }: GicConfig): fc.Arbitrary<Target> {
  const edges = [32, 33, 40, 63, 64, 95, 31 + spiCount].filter((intId) => intId < 32 + spiCount);
  const spi = fc.constantFrom(...edges).map((intId) => ({ pe: 0, intId }));
  const ppi = fc.record({ pe: fc.nat(peCount - 1), intId: fc.constantFrom(16, 27, 31) });
  return fc.oneof({ weight: 3, arbitrary: spi }, { weight: 1, arbitrary: ppi });
}

function openAll({ peCount }: GicConfig): Intention[] {
  const pes = Array.from({ length: peCount }, (_, pe) => pe);
  return [
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    ...pes.flatMap((pe): Intention[] => [
      { kind: 'writeGroupEnable', pe, enabled: true },
      { kind: 'writePriorityMask', pe, value: 0xf8 },
    ]),
  ];
}

const priority = fc.constantFrom(0x80, 0x80, 0x80, 0xa0, 0x90, 0x88, 0x40, 0x00, 0xf0, 0xf8, 0xff, 0x07);

function setUp(to: Target): fc.Arbitrary<Intention[]> {
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

function wire(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
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

const handler = (pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> =>
  pe.map((on) => [
    { kind: 'acknowledge', pe: on },
    { kind: 'endLast', pe: on },
  ]);

function cpuStep(pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
  return fc.oneof(
    { weight: 6, arbitrary: pe.map((on): Intention[] => [{ kind: 'acknowledge', pe: on }]) },
    { weight: 4, arbitrary: pe.map((on): Intention[] => [{ kind: 'endLast', pe: on }]) },
    {
      weight: 3,
      arbitrary: fc.tuple(pe, fc.nat(5)).map(([on, nth]): Intention[] => [{ kind: 'deactivateActive', pe: on, nth }]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(pe, fc.constantFrom(1020, 1023))
        .map(([on, intId]): Intention[] => [{ kind: 'endOfInterrupt', pe: on, intId }]),
    },
  );
}

function cpuSettings(pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
  return fc.oneof(
    fc
      .tuple(pe, fc.constantFrom(0, 0x80, 0x88, 0xa0, 0xff), fc.boolean())
      .map(([on, value, opensAgain]): Intention[] => [
        { kind: 'writePriorityMask', pe: on, value },
        ...(opensAgain ? [{ kind: 'writePriorityMask' as const, pe: on, value: 0xf8 }] : []),
      ]),
    fc
      .tuple(pe, fc.constantFrom(0, 3, 4, 7))
      .map(([on, value]): Intention[] => [{ kind: 'writeBinaryPoint', pe: on, value }]),
    fc.tuple(pe, fc.boolean()).map(([on, split]): Intention[] => [{ kind: 'writeEoiMode', pe: on, split }]),
    pe.map((on): Intention[] => [{ kind: 'writeEoiMode', pe: on, split: true }]),
    pe.map((on): Intention[] => [
      { kind: 'writeGroupEnable', pe: on, enabled: false },
      { kind: 'acknowledge', pe: on },
      { kind: 'writeGroupEnable', pe: on, enabled: true },
    ]),
    pe.map((on): Intention[] => [
      { kind: 'writeDistributorEnables', enableGrp0: true, enableGrp1: false },
      { kind: 'acknowledge', pe: on },
      { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    ]),
  );
}

function distributorStep({ peCount }: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
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
function triggerChange(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return fc.tuple(one, fc.constantFrom('edge' as const, 'level' as const)).map(([to, trigger]) => [
    { kind: 'writeEnabled', ...to, enabled: false },
    { kind: 'writeActive', ...to, active: false },
    { kind: 'writeTrigger', ...to, trigger },
    { kind: 'writeEnabled', ...to, enabled: true },
  ]);
}

/** Six interrupts, each of a higher priority than the one before, taken within each other, and ended. */
function nest({ spiCount }: GicConfig, pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
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
function fromAState(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
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
          arbitrary: fc.constant<Intention>({ kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true }),
        },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'acknowledge', pe: to.pe }) },
        { weight: 1, arbitrary: fc.constant<Intention>({ kind: 'reset' }) },
      );
      return fc.array(event, { minLength: 1, maxLength: 2 }).map((events) => [...start, ...events]);
    });
}

/** A save, a state of another kind, and back to the first. */
function saveAndReturn(config: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  const other = fc.oneof(fromAState(one), distributorStep(config, one), wire(one));
  const into = fc.constantFrom('same' as const, 'fresh' as const);
  return fc
    .tuple(other, into)
    .map(([actions, where]): Intention[] => [{ kind: 'save' }, ...actions, { kind: 'restore', into: where }]);
}

/** What can happen to an interrupt between its acknowledge and its end. */
type Interference = 'pulse' | 'high' | 'low' | 'inactive';

/**
 * One interrupt taken by a PE that has nothing else to do, with either EOImode, interfered with, and ended; with
 * EOImode 1 deactivated by that PE or another.
 */
function service(
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
  );
  return fc
    .record({ to: one, split: fc.boolean(), meanwhile, deactivator: pe })
    .map(({ to, split, meanwhile: events, deactivator }) => {
      const on = to.pe;
      const during: Record<Interference, readonly Intention[]> = {
        pulse: [
          { kind: 'drive', ...to, level: false },
          { kind: 'pulse', ...to },
        ],
        high: [{ kind: 'drive', ...to, level: true }],
        low: [{ kind: 'drive', ...to, level: false }],
        inactive: [{ kind: 'writeActive', ...to, active: false }],
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
        { kind: 'endLast', pe: on },
        ...deactivation,
      ];
    });
}

/** An interrupt made active and its priority with it, as a restore of saved registers does; then it ends. */
function revive(one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  return one.map((to) => [
    { kind: 'writeBinaryPoint', pe: to.pe, value: 3 },
    { kind: 'writePriority', ...to, priority: 0x80 },
    { kind: 'writeActive', ...to, active: true },
    { kind: 'writeActivePriorities', pe: to.pe, value: 1 << 16 },
    { kind: 'endLast', pe: to.pe },
  ]);
}

/** A read of what tells a driver which GIC this is. */
const identification = (pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> =>
  fc
    .tuple(
      pe,
      fc.constantFrom<Pick<MmioAccess, 'frame' | 'offset' | 'width'>[]>(
        { frame: 'distributor', offset: 0x0, width: 4 },
        { frame: 'distributor', offset: 0x4, width: 4 },
        { frame: 'distributor', offset: 0xffe8, width: 4 },
        { frame: 'redistributor', offset: 0x8, width: 8 },
        { frame: 'redistributor', offset: 0x8, width: 4 },
        { frame: 'redistributor', offset: 0xc, width: 4 },
        { frame: 'redistributor', offset: 0xffe8, width: 4 },
      ),
    )
    .map(([on, access]): Intention[] => [{ kind: 'mmioRead', pe: on, ...access }]);

const wholeStep: fc.Arbitrary<Intention[]> = fc.oneof(
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

const arrays = [
  'IGROUPR',
  'ISENABLER',
  'ICENABLER',
  'ISPENDR',
  'ICPENDR',
  'ISACTIVER',
  'ICACTIVER',
  'IPRIORITYR',
  'ICFGR',
  'IROUTER',
] as const;

const value32 = fc.oneof(
  fc.constantFrom(0, 1, 0xffff_ffff, 0xaaaa_aaaa, 0x8000_0000),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);

/** Any access at all: the registers of an interrupt in use, constants, wrong widths, wrong offsets, no register. */
function rawAccess({ peCount, spiCount }: GicConfig, one: fc.Arbitrary<Target>): fc.Arbitrary<Intention[]> {
  const field = fc
    .tuple(one, fc.constantFrom(...arrays))
    .map(([to, register]) =>
      to.intId >= 32
        ? ({ frame: 'distributor', pe: to.pe, offset: distributorOffset(register, to.intId) } as const)
        : ({ frame: 'redistributor', pe: to.pe, offset: redistributorOffset(register, to.intId) } as const),
    );
  const odd = fc.record({
    frame: fc.constantFrom('distributor' as const, 'redistributor' as const),
    pe: fc.nat(peCount - 1),
    offset: fc.oneof(
      fc.constantFrom(0x0, 0x14, 0x80, 0x100, 0x204, 0x800, 0xd00, 0xf00, 0x1_0000, 0x1_0c00, 0x1_0e00),
      fc.constantFrom(...arrays).map((register) => distributorOffset(register, 32 + spiCount)),
      fc.integer({ min: 0, max: 0x1_ffff }),
    ),
  });
  return fc
    .record({
      place: fc.oneof({ weight: 3, arbitrary: field }, { weight: 2, arbitrary: odd }),
      width: fc.constantFrom<(1 | 2 | 4 | 8)[]>(4, 4, 4, 4, 4, 1, 2, 8),
      value: value32,
      isRead: fc.boolean(),
    })
    .map(({ place, width, value, isRead }): Intention[] => {
      if (isRead) return [{ kind: 'mmioRead', ...place, width }];
      return [{ kind: 'mmioWrite', ...place, width, value: width === 8 ? value : value % 2 ** (8 * width) }];
    });
}
