import { CONFIG, VRING } from '../../impl/index.js';

/** What happens to a device of which its driver has to hear: buffers were used, or its configuration changed. */
export type DeviceEvent = 'queue' | 'config';

/** The bit of InterruptStatus that tells of each event. */
export const bitOfEvent = { queue: VRING, config: CONFIG } as const satisfies Record<DeviceEvent, number>;
