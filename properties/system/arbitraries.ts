import * as fc from 'fast-check';
import type { Gate, SystemAction, SystemConfig } from '../../model/index.js';

export const systemConfig: fc.Arbitrary<SystemConfig> = fc.record({
  delivery: fc.constantFrom('edge' as const, 'level' as const),
});

const driver: SystemAction = { kind: 'driver' };
const gate = fc.constantFrom<Gate[]>('ISENABLER', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'GICD_CTLR');

/** The gates that may be closed are opened, and the driver may take what there is, three times over. */
const settle: readonly SystemAction[] = [
  ...(['ISENABLER', 'ICC_PMR_EL1', 'ICC_IGRPEN1_EL1', 'GICD_CTLR'] as const).map((which): SystemAction => ({
    kind: 'open',
    gate: which,
  })),
  ...Array.from({ length: 15 }, () => driver),
];

/** Runs of the whole: events and driver's steps in any order, with what a VMM and a kernel do in between. */
export function systemActions(): fc.Arbitrary<SystemAction[]> {
  const event = fc.oneof(
    { weight: 3, arbitrary: fc.constant<SystemAction>({ kind: 'usedBuffers' }) },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 0, max: 255 }).map((byte): SystemAction => ({ kind: 'configChange', byte })),
    },
  );
  const piece = fc.oneof(
    { weight: 8, arbitrary: event.map((action) => [action]) },
    {
      weight: 12,
      arbitrary: fc.integer({ min: 1, max: 5 }).map((steps) => Array.from({ length: steps }, () => driver)),
    },
    { weight: 2, arbitrary: gate.map((which): SystemAction[] => [{ kind: 'close', gate: which }]) },
    { weight: 2, arbitrary: gate.map((which): SystemAction[] => [{ kind: 'open', gate: which }]) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom('device' as const, 'gic' as const)
        .map((what): SystemAction[] => [{ kind: 'saveAndRestore', what }]),
    },
    { weight: 1, arbitrary: fc.constant<SystemAction[]>([{ kind: 'initialise' }]) },
    { weight: 1, arbitrary: fc.constant<SystemAction[]>([{ kind: 'resetDevice' }, { kind: 'initialise' }]) },
  );
  return fc
    .array(piece, { minLength: 3, maxLength: 25, size: 'max' })
    .map((pieces) => [{ kind: 'initialise' }, ...pieces.flat(), ...settle]);
}
