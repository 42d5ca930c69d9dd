import type { DeviceAction, DeviceConfig } from '../../model/index.js';
import type { Misfit } from '../kit.js';
import { after, beginning, mayUseBuffers, type Progress } from './queues.js';

/** The first action of a queue that the device lacks or does not use, or on bytes outside of its configuration space. */
export function deviceMisfit(config: DeviceConfig, actions: readonly DeviceAction[]): Misfit | undefined {
  let progress = beginning(config);
  for (const [step, action] of actions.entries()) {
    const why = whyNone(progress, action);
    if (why !== undefined) return { step, why };
    progress = after(progress, action);
  }
  return undefined;
}

/** The actions without those that are out of place where they stand. */
export function fitting(config: DeviceConfig, actions: readonly DeviceAction[]): DeviceAction[] {
  let progress = beginning(config);
  return actions.filter((action) => {
    const fits = whyNone(progress, action) === undefined;
    if (fits) progress = after(progress, action);
    return fits;
  });
}

function whyNone(progress: Progress, action: DeviceAction): string | undefined {
  const { queueSizeMax, config } = progress.device.config;
  if (action.kind === 'usedBuffers' && action.queue >= queueSizeMax.length) {
    return `queue ${action.queue} of a device that has ${queueSizeMax.length}`;
  }
  if (action.kind === 'usedBuffers' && !mayUseBuffers(progress, action.queue)) {
    return `the device uses no buffers of queue ${action.queue}, which was not made ready before DRIVER_OK, or has been stopped`;
  }
  if (action.kind === 'configChange' && action.offset + action.bytes.length > config.length) {
    return `${action.bytes.length} bytes at ${action.offset} of a configuration space of ${config.length}`;
  }
  return undefined;
}
