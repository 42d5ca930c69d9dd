import * as fc from 'fast-check';
import type { DeviceAction, DeviceConfig } from '../../../model/index.js';
import { statusBits } from '../../../spec/index.js';
import { fieldRead, read, write } from './accesses.js';
import { event } from './events.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;
/** A device may have a thousand queues; a run is to have other things in it, too. */
const QUEUES_IN_USE = 16;

/** The driver's way from reset to FEATURES_OK (3.1.1). */
function negotiation([low, high]: readonly [number, number]): readonly DeviceAction[] {
  return [
    write('Status', 0),
    write('Status', ACKNOWLEDGE),
    write('Status', ACKNOWLEDGE | DRIVER),
    write('DriverFeaturesSel', 1),
    write('DriverFeatures', high),
    write('DriverFeaturesSel', 0),
    write('DriverFeatures', low),
    write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK),
  ];
}

/** And from there to DRIVER_OK. */
function start({ queueSizeMax }: DeviceConfig): readonly DeviceAction[] {
  const queues = [...queueSizeMax.keys()].slice(0, QUEUES_IN_USE);
  return [
    ...queues.flatMap((queue) => [write('QueueSel', queue), write('QueueReady', 1)]),
    write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK),
  ];
}

const initialisation = (config: DeviceConfig, features: readonly [number, number]): readonly DeviceAction[] => [
  ...negotiation(features),
  ...start(config),
];

export function readyDriver(config: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  return fc.constant(initialisation(config, config.features));
}

/** A driver that asks for what is on offer, for less, or for too much. */
export function bringUp(config: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  const { features } = config;
  return fc
    .constantFrom<readonly [number, number]>(features, features, [0, 1], [0, 0], [2 ** 31, 1])
    .map((wanted) => initialisation(config, wanted));
}

/** A driver on its way, and what the device, the VMM and a hasty driver do before it is there. */
export function interruptedBringUp(config: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  const negotiated = negotiation(config.features);
  const steps = [...negotiated, ...start(config)];
  const last = steps.length - 1;
  const at = fc.oneof(fc.nat(last), fc.integer({ min: negotiated.length, max: last }));
  const between = fc.oneof(
    { weight: 5, arbitrary: event(config) },
    { weight: 3, arbitrary: fc.nat(config.queueSizeMax.length).map((queue) => write('QueueNotify', queue)) },
    { weight: 3, arbitrary: fc.constant<DeviceAction>({ kind: 'saveAndRestore' }) },
    ...(config.config.length > 0 ? [{ weight: 3, arbitrary: fieldRead(config.config) }] : []),
  );
  return fc
    .array(fc.tuple(at, between), { minLength: 1, maxLength: 4 })
    .map((all) =>
      steps.flatMap((step, index) => [...all.flatMap(([before, what]) => (before === index ? [what] : [])), step]),
    );
}

/** A queue is selected, stopped or not, given a size, made ready or not, and notified of. */
export function queueSetup(config: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  const index = fc.nat(config.queueSizeMax.length);
  const stop = fc.constantFrom([], [write('QueueReady', 0), read('QueueReady')]);
  return fc
    .tuple(index, stop, fc.constantFrom(0, 1, 4, 256, 1025), fc.constantFrom(0, 1, 1, 2))
    .map(([queue, stopping, size, ready]) => [
      write('QueueSel', queue),
      ...stopping,
      write('QueueSize', size),
      write('QueueReady', ready),
      read('QueueReady'),
      write('QueueNotify', queue),
    ]);
}

/** A queue is reset by itself, looked at, and notified of. */
export function queueReset({ queueSizeMax }: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  return fc
    .nat(Math.max(queueSizeMax.length - 1, 0))
    .map((queue) => [
      write('QueueSel', queue),
      write('QueueReset', 1),
      read('QueueReset'),
      read('QueueReady'),
      write('QueueNotify', queue),
    ]);
}

/** The VMM saves the device and restores it, and what the driver had selected reads the same before and after. */
export function restoreInBetween({ queueSizeMax }: DeviceConfig): fc.Arbitrary<readonly DeviceAction[]> {
  const looks = fc.oneof(
    fc.nat(queueSizeMax.length).map((queue) => [write('QueueSel', queue), read('QueueSizeMax')] as const),
    fc.nat(queueSizeMax.length).map((queue) => [write('QueueSel', queue), read('QueueReady')] as const),
    fc.nat(2).map((page) => [write('DeviceFeaturesSel', page), read('DeviceFeatures')] as const),
  );
  return looks.map(([selects, reads]) => [selects, reads, { kind: 'saveAndRestore' }, reads]);
}
