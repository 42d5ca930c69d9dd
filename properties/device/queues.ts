import { deviceModel, type DeviceAction, type DeviceConfig, type DeviceState } from '../../model/index.js';
import { registers, statusBits } from '../../spec/index.js';

/**
 * How far a run has come: the state of the model, and the queues that the device may have buffers of. Such a queue was made
 * ready before DRIVER_OK (3.1.1), or again after it was reset (2.6.1.2).
 */
export interface Progress {
  readonly device: DeviceState;
  readonly inUse: ReadonlySet<number>;
  /** Those that the driver has reset alone, by QueueReset, and not made ready since. */
  readonly reset: ReadonlySet<number>;
}

export const beginning = (config: DeviceConfig): Progress => ({
  device: deviceModel.init(config),
  inUse: new Set(),
  reset: new Set(),
});

/** After one more action. */
export function after(before: Progress, action: DeviceAction): Progress {
  const device = deviceModel.step(before.device, action).state;
  if (device.queues === before.device.queues) return { ...before, device };
  if (device.Status === 0) return { device, inUse: new Set(), reset: new Set() };
  const isReset = action.kind === 'write' && action.offset === registers.QueueReset.offset;
  const wasRunning = isRunning(before.device);
  const inUse = new Set(before.inUse);
  const reset = new Set(before.reset);
  for (const [queue, { QueueReady }] of device.queues.entries()) {
    if (QueueReady === before.device.queues[queue]?.QueueReady) continue;
    if (!QueueReady && isReset && inUse.has(queue)) reset.add(queue);
    if (!QueueReady) inUse.delete(queue);
    if (QueueReady && (!wasRunning || reset.has(queue))) inUse.add(queue);
    if (QueueReady) reset.delete(queue);
  }
  return { device, inUse, reset };
}

/**
 * Whether a device may use buffers of a queue: after DRIVER_OK of one in use alone, for it touches no other (4.2.2.1).
 * Before, and after a reset, it may be late with what it was at, which the driver must not hear of (2.1.2, 2.4.1).
 */
export function mayUseBuffers({ device, inUse }: Progress, queue: number): boolean {
  return !isRunning(device) || inUse.has(queue);
}

const isRunning = ({ Status }: DeviceState): boolean => (Status & statusBits.DRIVER_OK) !== 0;
