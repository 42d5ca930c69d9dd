import { statusBits } from '../../spec/virtio-mmio.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED, DEVICE_NEEDS_RESET } = statusBits;
const DRIVER_BITS = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK | FAILED;

/** Each bit that the driver sets, with the bit that has to be set before or with it (VIRTIO 3.1.1). */
const prerequisites: readonly (readonly [bit: number, needs: number])[] = [
  [DRIVER, ACKNOWLEDGE],
  [FEATURES_OK, DRIVER],
  [DRIVER_OK, FEATURES_OK],
];

/**
 * The Status after the driver wrote `written`, which is not 0.
 *
 * A write that would clear a bit (2.1.1) or that skips a stage of 3.1.1 is ignored as a whole. FEATURES_OK, and
 * DRIVER_OK with it, is left out when the features are not acceptable. DEVICE_NEEDS_RESET is the device's alone.
 */
export function statusAfterWrite(status: number, written: number, featuresAreAcceptable: boolean): number {
  const requested = written & DRIVER_BITS;
  if ((status & DRIVER_BITS & ~requested) !== 0) return status;
  if (prerequisites.some(([bit, needs]) => (requested & bit) !== 0 && (requested & needs) === 0)) return status;
  const refused = (status & FEATURES_OK) === 0 && !featuresAreAcceptable ? FEATURES_OK | DRIVER_OK : 0;
  return (status & DEVICE_NEEDS_RESET) | (requested & ~refused);
}
