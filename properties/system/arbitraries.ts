import * as fc from 'fast-check';
import type { EventBit, SystemAction, SystemConfig } from '../../model/index.js';

const either = fc.constantFrom('edge' as const, 'level' as const);

/** Mostly a line that is configured as the device drives it; else the mismatches that systems ship. */
export const systemConfig: fc.Arbitrary<SystemConfig> = fc.oneof(
  { weight: 8, arbitrary: either.map((kind) => ({ delivery: kind, trigger: kind })) },
  { weight: 1, arbitrary: fc.record({ delivery: either, trigger: either }) },
);

const bit = fc.constantFrom<EventBit[]>(1, 2);
const thread = fc.constantFrom(0, 1);
const always = (action: SystemAction): fc.Arbitrary<SystemAction[]> => fc.constant([action]);

const driver = fc
  .integer({ min: 1, max: 6 })
  .map((steps): SystemAction[] => Array.from({ length: steps }, () => ({ kind: 'driver' })));

/** Two triggers whose steps come in any order, a step of the driver among them now and then. */
const interleaved = fc
  .tuple(
    bit,
    bit,
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: thread.map((which): SystemAction => ({ kind: 'advance', thread: which })) },
        { weight: 6, arbitrary: fc.constant<SystemAction>({ kind: 'driver' }) },
        { weight: 1, arbitrary: bit.map((which): SystemAction => ({ kind: 'event', bit: which })) },
      ),
      { minLength: 4, maxLength: 14, size: 'max' },
    ),
  )
  .map(([first, second, steps]): SystemAction[] => [
    { kind: 'publish', thread: 0, bit: first },
    { kind: 'publish', thread: 1, bit: second },
    ...steps,
  ]);

/** An event, some steps of the handler, the other event, and the handler to its end: the race of 4.2.3.4.1. */
const race = fc
  .tuple(bit, fc.integer({ min: 1, max: 4 }))
  .map(([first, steps]): SystemAction[] => [
    { kind: 'event', bit: first },
    ...Array.from({ length: 5 }, (_, step): SystemAction[] => [
      ...(step === steps ? [{ kind: 'event', bit: first === 1 ? 2 : 1 } as const] : []),
      { kind: 'driver' },
    ]).flat(),
  ]);

const restart = fc
  .tuple(fc.boolean(), fc.boolean())
  .map(([isReset, isEarly]): SystemAction[] => [
    ...(isEarly ? [{ kind: 'eventAtStart' } as const] : []),
    ...(isReset ? [{ kind: 'resetDevice' } as const] : []),
    { kind: 'bringUp' },
  ]);

const snapshot = fc
  .record({
    kind: fc.constant('snapshot' as const),
    savedFirst: fc.constantFrom('device' as const, 'gic' as const),
    completes: fc.constantFrom(0 as const, 1 as const, 2 as const),
    restoredFirst: fc.constantFrom('device' as const, 'gic' as const),
  })
  .map((action): SystemAction[] => [action]);

const piece: fc.Arbitrary<SystemAction[]> = fc.oneof(
  { weight: 8, arbitrary: bit.map((which): SystemAction[] => [{ kind: 'event', bit: which }]) },
  { weight: 10, arbitrary: driver },
  { weight: 8, arbitrary: interleaved },
  { weight: 3, arbitrary: race },
  { weight: 3, arbitrary: thread.map((which): SystemAction[] => [{ kind: 'advance', thread: which }]) },
  { weight: 4, arbitrary: fc.boolean().map((enabled): SystemAction[] => [{ kind: 'enable', enabled }]) },
  { weight: 2, arbitrary: fc.boolean().map((open): SystemAction[] => [{ kind: 'mask', open }]) },
  { weight: 2, arbitrary: restart },
  { weight: 6, arbitrary: snapshot },
  { weight: 2, arbitrary: always({ kind: 'quiesce' }) },
  { weight: 1, arbitrary: always({ kind: 'resetDevice' }) },
);

/** Runs of the whole system, most of them with a device that is up, each with the question at its end what is left. */
export function systemActions(): fc.Arbitrary<SystemAction[]> {
  const start = fc.oneof({ weight: 9, arbitrary: restart }, { weight: 1, arbitrary: fc.constant<SystemAction[]>([]) });
  return fc
    .tuple(start, fc.array(piece, { minLength: 2, maxLength: 12, size: 'max' }))
    .map(([first, rest]): SystemAction[] => [...first, ...rest.flat(), { kind: 'quiesce' }]);
}
