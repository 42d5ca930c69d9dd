import * as fc from 'fast-check';
import { gicModel, type GicAction, type GicConfig, type GicState, type Target } from '../../model/index.js';
import { distributorOffset, redistributorOffset, type InterruptRegister } from '../../spec/gicv3.js';
import { resolve, type Intention } from '../gic/resolve.js';
import { kvmInNewVm, type GicRun } from './new-vm.js';

/** Runs in which list registers matter: interrupts of different priorities, so that no tie blurs which of them has one. */
interface Shape {
  readonly peCount: fc.Arbitrary<number>;
  readonly interrupts: { readonly minLength: number; readonly maxLength: number };
  /** Whether the vCPUs stay in the guest, all of them at once. */
  readonly inGuest: boolean;
}

/** More interrupts than list registers, in lockstep. @param listRegisters - how many there are, 1 to 16 */
export const fullGicRun = (listRegisters: number): fc.Arbitrary<GicRun> =>
  busyRun({
    peCount: fc.constantFrom(1, 1, 2, 3),
    interrupts: { minLength: listRegisters + 2, maxLength: listRegisters + 6 },
    inGuest: false,
  });

/** vCPUs that are in the guest at the same time. */
export const freeGicRun: fc.Arbitrary<GicRun> = busyRun({
  peCount: fc.constantFrom(2, 2, 2, 3),
  interrupts: { minLength: 2, maxLength: 6 },
  inGuest: true,
});

const SPI_COUNT = 32;
/** Of 5 bits, and with the mask at 0xf8 each can be delivered. */
const PRIORITIES = Array.from({ length: 31 }, (_, index) => 8 * index);
const FREE_PPIS = [16, 20, 31] as const;

function busyRun({ peCount, interrupts, inGuest }: Shape): fc.Arbitrary<GicRun> {
  return peCount.chain((pes) => {
    const config: GicConfig = { peCount: pes, spiCount: SPI_COUNT, behaviour: kvmInNewVm };
    const one = fc.oneof(
      { weight: 6, arbitrary: fc.record({ pe: fc.constant(0), intId: fc.integer({ min: 32, max: 31 + SPI_COUNT }) }) },
      { weight: 1, arbitrary: fc.record({ pe: fc.nat(pes - 1), intId: fc.constantFrom(...FREE_PPIS) }) },
    );
    const targets = fc.uniqueArray(one, { ...interrupts, selector: ({ pe, intId }) => `${pe} ${intId}` });
    const priorities = fc.shuffledSubarray(PRIORITIES, { minLength: interrupts.maxLength });
    return fc.tuple(targets, priorities).chain(([chosen, order]) =>
      fc
        .tuple(
          fc.tuple(...chosen.map((target, index) => setUp(config, target, order[index] ?? 0))),
          fc.array(piece(config, chosen, inGuest), { minLength: 6, maxLength: 30, size: 'max' }),
        )
        .map(([setUps, pieces]) => ({
          config,
          actions: resolve(
            config,
            [...open(config), ...setUps.flat(), ...(inGuest ? everyone('enterGuest', pes) : []), ...pieces.flat()],
            interruptAll,
          ),
        })),
    );
  });
}

/** A host that interrupts every vCPU after each action: what an event brings is there for the next one. */
function interruptAll(state: GicState): GicState {
  const inGuest = state.machine.cpuInterfaces.flatMap(({ listRegisters }, pe) => (listRegisters ? [pe] : []));
  return inGuest
    .flatMap((pe): GicAction[] => [
      { kind: 'leaveGuest', pe },
      { kind: 'enterGuest', pe },
    ])
    .reduce((before, action) => gicModel.step(before, action).state, state);
}

const everyone = (kind: 'enterGuest' | 'leaveGuest', peCount: number): readonly GicAction[] =>
  Array.from({ length: peCount }, (_, pe) => ({ kind, pe }));

function open({ peCount }: GicConfig): readonly GicAction[] {
  return [
    { kind: 'writeDistributorEnables', enableGrp0: false, enableGrp1: true },
    ...Array.from({ length: peCount }, (_, pe): readonly GicAction[] => [
      { kind: 'writeGroupEnable', pe, enabled: true },
      { kind: 'writePriorityMask', pe, value: 0xf8 },
    ]).flat(),
  ];
}

function setUp({ peCount }: GicConfig, to: Target, priority: number): fc.Arbitrary<readonly GicAction[]> {
  return fc
    .record({
      trigger: fc.constantFrom('edge' as const, 'edge' as const, 'level' as const),
      group: fc.constantFrom(1 as const, 1 as const, 1 as const, 1 as const, 0 as const),
      route: fc.nat(peCount - 1),
    })
    .map(({ trigger, group, route }) => [
      { kind: 'writeTrigger', ...to, trigger },
      { kind: 'writeGroup', ...to, group },
      { kind: 'writePriority', ...to, priority },
      ...(to.intId < 32 ? [] : [{ kind: 'writeRoute' as const, intId: to.intId, route }]),
      { kind: 'writeEnabled', ...to, enabled: true },
    ]);
}

type Piece = fc.Arbitrary<readonly Intention[]>;

function piece({ peCount }: GicConfig, all: readonly Target[], inGuest: boolean): Piece {
  const pe = fc.nat(peCount - 1);
  const one = fc.constantFrom(...all);
  const some = fc.subarray([...all], { minLength: inGuest ? 2 : all.length - 1 });
  const weighted: readonly (readonly [number, Piece])[] = [
    [8, one.map((to) => [{ kind: 'pulse', ...to }])],
    [inGuest ? 3 : 10, some.map((targets) => targets.map((to) => ({ kind: 'pulse' as const, ...to })))],
    [
      inGuest ? 0 : 2,
      some.map((targets) => targets.map((to) => ({ kind: 'writeActive' as const, ...to, active: true }))),
    ],
    [8, fc.tuple(one, fc.boolean()).map(([to, level]) => [{ kind: 'drive', ...to, level }])],
    [8, pe.map((on) => [{ kind: 'acknowledge', pe: on }])],
    [5, pe.map((on) => [{ kind: 'endLast', pe: on }])],
    [4, fc.tuple(pe, fc.nat(9)).map(([on, nth]) => [{ kind: 'deactivateActive', pe: on, nth }])],
    [
      6,
      pe.map((on) => [
        { kind: 'acknowledge', pe: on },
        { kind: 'endLast', pe: on },
      ]),
    ],
    // Deactivated before its end (T26).
    [
      3,
      pe.map((on) => [
        ...Array.from({ length: 3 }, () => ({ kind: 'endLast' as const, pe: on })),
        { kind: 'writeEoiMode', pe: on, split: true },
        { kind: 'acknowledge', pe: on },
        { kind: 'deactivateActive', pe: on, nth: 0 },
        { kind: 'endLast', pe: on },
      ]),
    ],
    // The line is still high at the end.
    [
      inGuest ? 0 : 4,
      fc.tuple(pe, one).map(([on, to]) => [
        { kind: 'drive', ...to, level: true },
        { kind: 'acknowledge', pe: on },
        { kind: 'endLast', pe: on },
      ]),
    ],
    [10, fc.tuple(pe, one, fc.constantFrom(...writes)).map(([by, to, register]) => [access(by, to, register, true)])],
    [
      inGuest ? 14 : 6,
      fc.tuple(pe, one, fc.constantFrom(...reads)).map(([by, to, register]) => [access(by, to, register, false)]),
    ],
    [2, fc.tuple(one, pe).map(([{ intId }, to]) => [{ kind: 'writeRoute', intId: Math.max(32, intId), route: to }])],
    [2, fc.tuple(one, fc.constantFrom('edge' as const, 'level' as const)).map(triggerChange)],
    [
      1,
      fc.tuple(pe, fc.constantFrom(0, 0x80, 0xf8)).map(([on, value]) => [{ kind: 'writePriorityMask', pe: on, value }]),
    ],
    [1, pe.map((on) => [{ kind: 'writePriorityMask', pe: on, value: 0xf8 }])],
    [1, fc.tuple(pe, fc.boolean()).map(([on, split]) => [{ kind: 'writeEoiMode', pe: on, split }])],
    [
      1,
      fc
        .tuple(fc.boolean(), fc.boolean())
        .map(([enableGrp0, enableGrp1]) => [{ kind: 'writeDistributorEnables', enableGrp0, enableGrp1 }]),
    ],
    [
      inGuest ? 3 : 0,
      pe.map((on) => [
        { kind: 'leaveGuest', pe: on },
        { kind: 'enterGuest', pe: on },
      ]),
    ],
  ];
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const writes = [
  ...(['ISENABLER', 'ICENABLER', 'ISPENDR', 'ICPENDR'] as const),
  ...(['ISENABLER', 'ICENABLER', 'ISPENDR', 'ICPENDR'] as const),
  ...(['ISACTIVER', 'ICACTIVER'] as const),
] as const;
/** Not ISENABLER: the SGIs share its first word, are enabled from the start, and are out of scope. */
const reads = ['ISPENDR', 'ISPENDR', 'ISPENDR', 'ISACTIVER'] as const;

/** A register access of a PE: the word that has the interrupt's bit, a write to that bit alone. */
function access(by: number, { pe, intId }: Target, register: InterruptRegister, isWrite: boolean): GicAction {
  const at =
    intId < 32
      ? ({ frame: 'redistributor', pe, offset: redistributorOffset(register, intId), width: 4 } as const)
      : ({ frame: 'distributor', pe: by, offset: distributorOffset(register, intId), width: 4 } as const);
  return isWrite ? { kind: 'mmioWrite', ...at, value: (1 << (intId % 32)) >>> 0 } : { kind: 'mmioRead', ...at };
}

/** A change of the trigger is defined only while the interrupt is disabled and inactive. */
function triggerChange([to, trigger]: readonly [Target, 'edge' | 'level']): readonly GicAction[] {
  return [
    { kind: 'writeEnabled', ...to, enabled: false },
    { kind: 'writeTrigger', ...to, trigger },
    { kind: 'writeEnabled', ...to, enabled: true },
  ];
}
