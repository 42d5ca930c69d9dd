import { registers, statusBits, VRING } from '../../spec/virtio-mmio.js';
import type { DeviceAction } from '../device/language.js';
import { signalAgain } from '../device/interrupt.js';
import { andThen, becomes, ofDevice, onDevice, onGic, type SystemEffect } from './effect.js';
import type { Snapshot } from './language.js';
import type { WholeSystem } from './state.js';
import { event, finishThreads } from './thread.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;

const write = (name: keyof typeof registers, value: number): DeviceAction & { readonly kind: 'write' } => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});

/** The write that resets the device (4.2.2). */
export const resetWrite: DeviceAction & { readonly kind: 'write' } = write('Status', 0);

/** The driver's way from reset to DRIVER_OK (3.1.1). */
export const bringUpWrites: readonly (DeviceAction & { readonly kind: 'write' })[] = [
  resetWrite,
  write('Status', ACKNOWLEDGE | DRIVER),
  write('DriverFeaturesSel', 1),
  write('DriverFeatures', 1),
  write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK),
  write('QueueSel', 0),
  write('QueueReady', 1),
  write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK),
];

/** N2, N8: nothing that happened before a reset is of interest after it. */
export const resetDevice = (state: WholeSystem): SystemEffect => onDevice({ ...state, unserviced: 0 }, resetWrite);

/** A reset and the way to DRIVER_OK; a device that is quick signals before its start has returned. */
export function bringUp(state: WholeSystem): SystemEffect {
  const isUp = bringUpWrites.reduce(
    (before, action) => andThen(before, (now) => onDevice(now, action)),
    becomes({ ...state, unserviced: 0 }),
  );
  return andThen(isUp, start);
}

/**
 * Device and GIC are saved and restored, in any order. Whatever was saved when: a restored device signals again what is
 * pending, after the GIC is in place.
 */
export function snapshot(state: WholeSystem, { savedFirst, completes, restoredFirst }: Snapshot): SystemEffect {
  const completed = (before: WholeSystem): SystemEffect =>
    completes === 0 ? becomes(before) : event(before, completes);
  const saved = andThen(finishThreads(state), (stopped) =>
    savedFirst === 'gic'
      ? completed(onGic(stopped, { kind: 'save' }))
      : andThen(completed(stopped), (complete) => becomes(onGic(complete, { kind: 'save' }))),
  );
  const restoredGic = (before: WholeSystem): WholeSystem => onGic(before, { kind: 'restore', into: 'fresh' });
  if (restoredFirst === 'gic') return andThen(saved, (before) => restoreDevice(restoredGic(before)));
  // What the device signals meanwhile reaches a GIC that is about to be replaced.
  return andThen(andThen(saved, restoreDevice), (before) => {
    const inPlace = restoredGic(before);
    return ofDevice(inPlace, signalAgain(inPlace.device));
  });
}

function restoreDevice(state: WholeSystem): SystemEffect {
  return andThen(start(state), (started) => ofDevice(started, signalAgain(started.device)));
}

function start(state: WholeSystem): SystemEffect {
  if (!state.device.activated || !state.eventAtStart) return becomes(state);
  return event({ ...state, eventAtStart: false }, VRING);
}
