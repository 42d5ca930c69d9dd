import * as fc from 'fast-check';
import type { Intention } from '../resolve.js';

/** A handler with nothing in between. */
export const handler = (pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> =>
  pe.map((on) => [
    { kind: 'acknowledge', pe: on },
    { kind: 'endLast', pe: on },
  ]);

/** One step of a handler. */
export function cpuStep(pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
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

/** A setting of the CPU interface, or of what gates every PE. */
export function cpuSettings(pe: fc.Arbitrary<number>): fc.Arbitrary<Intention[]> {
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
    fc.tuple(pe, fc.boolean(), fc.boolean()).map(([on, enableGrp0, then]): Intention[] => [
      { kind: 'writeDistributorEnables', enableGrp0, enableGrp1: false },
      { kind: 'acknowledge', pe: on },
      { kind: 'writeDistributorEnables', enableGrp0: then, enableGrp1: true },
    ]),
  );
}
