import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig } from '../../../model/index.js';
import { read, write } from './accesses.js';

/** Something that the device tells its driver of. */
export function event({ config, queueSizeMax }: DeviceConfig): fc.Arbitrary<DeviceAction> {
  const configChange = fc
    .nat(Math.max(config.length - 1, 0))
    .chain((offset) =>
      fc
        .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: Math.min(4, config.length - offset) })
        .map((bytes): DeviceAction => ({ kind: 'configChange', offset, bytes })),
    );
  const usedBuffers = fc
    .nat(Math.max(queueSizeMax.length - 1, 0))
    .map((queue): DeviceAction => ({ kind: 'usedBuffers', queue }));
  // A device may have no configuration space, and no queue.
  return fc.oneof(
    { weight: queueSizeMax.length > 0 ? 8 : 0, arbitrary: usedBuffers },
    { weight: config.length > 0 ? 6 : 0, arbitrary: configChange },
    { weight: 1, arbitrary: fc.constant<DeviceAction>({ kind: 'fatalError' }) },
  );
}

/** An event, a reset before the driver has looked, and another event that nobody may hear of. */
export function resetInMidFlight(config: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  return fc
    .tuple(event(config), event(config))
    .map(([before, after]) => [before, write('Status', 0), after, read('QueueReady')]);
}

/** What goes wrong in front of the device, behind it, and in what was saved of it. */
export const trouble: fc.Arbitrary<DeviceAction> = fc.oneof(
  fc.integer({ min: 1, max: 2 }).map((signals): DeviceAction => ({ kind: 'gicRefuses', signals })),
  fc.constant<DeviceAction>({ kind: 'pulseFailsHalfWay' }),
  fc.constant<DeviceAction>({ kind: 'activationFails' }),
  fc
    .constantFrom('truncated' as const, 'foreign' as const, 'future' as const)
    .map((damage): DeviceAction => ({ kind: 'restoreDamaged', damage })),
);
