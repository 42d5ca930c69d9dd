import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig } from '../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits } from '../../spec/index.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED, DEVICE_NEEDS_RESET } = statusBits;
const RING_RESET = 2 ** 8;
const NOTIFICATION_DATA = 2 ** 6;

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
  const piece = fc.oneof(
    { weight: 2, arbitrary: bringUp(config) },
    { weight: 14, arbitrary: event(config).map((action) => [action]) },
    { weight: 8, arbitrary: handler },
    { weight: 4, arbitrary: ack.map((value) => [write('InterruptACK', value)]) },
    { weight: 1, arbitrary: fc.constant([write('Status', 0)]) },
    { weight: 6, arbitrary: look },
    { weight: 3, arbitrary: fc.constant<DeviceAction[]>([{ kind: 'saveAndRestore' }]) },
    { weight: 2, arbitrary: trouble.map((action) => [action]) },
    { weight: 2, arbitrary: queueSetup(config) },
    { weight: 3, arbitrary: access.map((action) => [action]) },
    { weight: 1, arbitrary: resetInMidFlight(config) },
  );
  const pieces = fc.array(piece, { minLength: 4, maxLength: 24, size: 'max' });
  // Most runs start with a driver that is ready, or little else would be met.
  const start = fc.oneof({ weight: 5, arbitrary: readyDriver(config) }, { weight: 1, arbitrary: fc.constant([]) });
  return fc.tuple(start, pieces).map(([first, rest]) => [...first, ...rest.flat()]);
}

function read(name: keyof typeof registers): DeviceAction {
  return { kind: 'read', offset: registers[name].offset, width: 4 };
}

function write(name: keyof typeof registers, value: number): DeviceAction {
  return { kind: 'write', offset: registers[name].offset, width: 4, value };
}

/** Both bits at once, other bits, none, and bits that no standard defines. */
const ack = fc.constantFrom(1, 2, 3, 0, 1, 2, 4, 0x100, 0x102, 0x8000_0000, 0xffff_fffc, 0xffff_ffff);

/** What a driver reads again and again, and what it reads first. */
const look = fc
  .constantFrom(
    'InterruptStatus' as const,
    'InterruptStatus' as const,
    'InterruptStatus' as const,
    'Status' as const,
    'ConfigGeneration' as const,
    'MagicValue' as const,
    'Version' as const,
  )
  .map((name) => [read(name)]);

const handler = ack.map((value) => [read('InterruptStatus'), write('InterruptACK', value)]);

/** The driver's way from reset to DRIVER_OK (3.1.1). */
function initialisation([low, high]: readonly [number, number]): DeviceAction[] {
  return [
    write('Status', 0),
    write('Status', ACKNOWLEDGE),
    write('Status', ACKNOWLEDGE | DRIVER),
    write('DriverFeaturesSel', 1),
    write('DriverFeatures', high),
    write('DriverFeaturesSel', 0),
    write('DriverFeatures', low),
    write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK),
    write('QueueSel', 0),
    write('QueueReady', 1),
    write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK),
  ];
}

function readyDriver({ features }: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  return fc.constant(initialisation(features));
}

/** A driver that asks for what is on offer, for less, or for too much. */
function bringUp({ features }: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  return fc
    .constantFrom<readonly [number, number]>(features, features, [0, 1], [0, 0], [2 ** 31, 1])
    .map((wanted) => initialisation(wanted));
}

function event({ config, queueSizeMax }: DeviceConfig): fc.Arbitrary<DeviceAction> {
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
function resetInMidFlight(config: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  return fc
    .tuple(event(config), event(config))
    .map(([before, after]) => [before, write('Status', 0), after, read('QueueReady')]);
}

const trouble: fc.Arbitrary<DeviceAction> = fc.oneof(
  fc.integer({ min: 1, max: 2 }).map((signals): DeviceAction => ({ kind: 'gicRefuses', signals })),
  fc.constant<DeviceAction>({ kind: 'pulseFailsHalfWay' }),
  fc.constant<DeviceAction>({ kind: 'activationFails' }),
  fc
    .constantFrom('truncated' as const, 'foreign' as const, 'future' as const)
    .map((damage): DeviceAction => ({ kind: 'restoreDamaged', damage })),
);

function queueSetup(config: DeviceConfig): fc.Arbitrary<DeviceAction[]> {
  const index = fc.nat(config.queueSizeMax.length);
  return fc
    .tuple(index, fc.constantFrom(0, 1, 4, 256, 1025), fc.constantFrom(0, 1, 1, 2))
    .map(([queue, size, ready]) => [
      write('QueueSel', queue),
      write('QueueSize', size),
      write('QueueReady', ready),
      read('QueueReady'),
      write('QueueNotify', queue),
    ]);
}

/** Any access at all: every register both ways, wrong widths, wrong offsets, the configuration space and beyond. */
const access: fc.Arbitrary<DeviceAction> = fc
  .record({
    offset: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Object.values(registers).map(({ offset }) => offset)) },
      { weight: 2, arbitrary: fc.integer({ min: CONFIG_OFFSET, max: CONFIG_OFFSET + 16 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xfff }) },
    ),
    width: fc.constantFrom(4, 4, 4, 4, 1, 2, 8, 3, 0),
    value: fc.oneof(
      fc.constantFrom(
        0,
        1,
        2,
        3,
        ACKNOWLEDGE | DRIVER,
        FEATURES_OK,
        DRIVER_OK,
        FAILED | 15,
        DEVICE_NEEDS_RESET | 15,
        0x10000,
      ),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    ),
    isRead: fc.boolean(),
  })
  .map(({ offset, width, value, isRead }) =>
    isRead ? { kind: 'read', offset, width } : { kind: 'write', offset, width, value },
  );
