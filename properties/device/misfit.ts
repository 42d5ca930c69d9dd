import type { DeviceAction, DeviceConfig } from '../../model/index.js';
import type { Misfit } from '../kit.js';

/** The first action of a queue that the device lacks, or on bytes outside of its configuration space. */
export function deviceMisfit(config: DeviceConfig, actions: readonly DeviceAction[]): Misfit | undefined {
  for (const [step, action] of actions.entries()) {
    const why = whyNone(config, action);
    if (why !== undefined) return { step, why };
  }
  return undefined;
}

function whyNone({ queueSizeMax, config }: DeviceConfig, action: DeviceAction): string | undefined {
  if (action.kind === 'usedBuffers' && action.queue >= queueSizeMax.length) {
    return `queue ${action.queue} of a device that has ${queueSizeMax.length}`;
  }
  if (action.kind === 'configChange' && action.offset + action.bytes.length > config.length) {
    return `${action.bytes.length} bytes at ${action.offset} of a configuration space of ${config.length}`;
  }
  return undefined;
}
