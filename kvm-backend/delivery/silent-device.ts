import type { VirtioDevice } from '../../impl/index.js';

const nothing = (): void => undefined;

/** A device that does nothing by itself: whoever makes it says what happens. */
export const silentDevice: VirtioDevice = {
  deviceId: 4,
  vendorId: 0,
  features: 0n,
  queueSizeMax: [1],
  config: new Uint8Array(0),
  acceptsConfigWrite: () => false,
  activate: nothing,
  reset: nothing,
  notify: nothing,
  resetQueue: nothing,
};
