import { deviceClauses } from './virtio-device.js';
import { driverClauses } from './virtio-driver.js';

/**
 * The clauses of VIRTIO that bear on interrupt delivery over MMIO. Section numbers are those of VIRTIO 1.3; they are the
 * same in 1.2 and 1.4 for every clause here, unless it says otherwise. Quotes leave out the typesetting of names.
 */
export const virtioClauses = { ...deviceClauses, ...driverClauses } as const;
