import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig } from '../../../model/index.js';
import { featureBits } from '../../../spec/index.js';
import { fitting } from '../misfit.js';
import { access, ack, fieldInTurn, handler, look, write } from './accesses.js';
import { event, resetInMidFlight, trouble } from './events.js';
import { bringUp, interruptedBringUp, queueReset, queueSetup, readyDriver, restoreInBetween } from './set-up.js';

const RING_RESET = 2 ** (featureBits.VIRTIO_F_RING_RESET - 32);
const NOTIFICATION_DATA = 2 ** (featureBits.VIRTIO_F_NOTIFICATION_DATA - 32);

/** Configurations of our own implementation: it acknowledges always, all 32 bits, and sets one bit an event. */
export const deviceConfig: fc.Arbitrary<DeviceConfig> = fc.record({
  deviceId: fc.constantFrom(1, 2, 4),
  vendorId: fc.constant(0x554d4551),
  features: fc.tuple(
    fc.constantFrom(0, 0x30006e54),
    fc.constantFrom(1, 1 + RING_RESET, 1 + RING_RESET + NOTIFICATION_DATA),
  ),
  queueSizeMax: fc.constantFrom<readonly number[]>([256], [1024, 64], [4, 8, 16]),
  config: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 }),
  configWritable: fc.boolean(),
  choices: fc.record({
    ackGate: fc.constant('none' as const),
    ackWidth: fc.constant(32 as const),
    configEventSets: fc.constant(2 as const),
    signal: fc.constantFrom('always' as const, 'level' as const),
  }),
});

/** Runs of a device. Pieces are whole routines of a driver as often as single accesses, so that runs get far. */
export function deviceActions(config: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  const piece = fc.oneof<fc.WeightedArbitrary<readonly DeviceAction[]>[]>(
    { weight: 2, arbitrary: bringUp(config) },
    { weight: 2, arbitrary: interruptedBringUp(config) },
    { weight: 14, arbitrary: event(config).map((action) => [action]) },
    { weight: 8, arbitrary: handler },
    { weight: 4, arbitrary: ack.map((value) => [write('InterruptACK', value)]) },
    { weight: 1, arbitrary: fc.constant([write('Status', 0)]) },
    { weight: 6, arbitrary: look },
    { weight: 2, arbitrary: fc.constant<DeviceAction[]>([{ kind: 'saveAndRestore' }]) },
    { weight: 1, arbitrary: restoreInBetween(config) },
    { weight: 2, arbitrary: trouble.map((action) => [action]) },
    { weight: 2, arbitrary: queueSetup(config) },
    { weight: 1, arbitrary: queueReset(config) },
    { weight: 1, arbitrary: fieldInTurn(config.config) },
    { weight: 3, arbitrary: access.map((action) => [action]) },
    { weight: 1, arbitrary: resetInMidFlight(config) },
  );
  const pieces = fc.array(piece, { minLength: 4, maxLength: 24, size: 'max' });
  // Most runs start with a driver that is ready, or little else would be met.
  const start = fc.oneof({ weight: 5, arbitrary: readyDriver(config) }, { weight: 1, arbitrary: fc.constant([]) });
  return fc.tuple(start, pieces).map(([first, rest]) => fitting(config, [...first, ...rest.flat()]));
}
