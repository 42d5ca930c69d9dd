/** Where the value of KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION has its fields; no header names them. */
const COUNT_SHIFT = 52n;
const FLAGS_SHIFT = 12n;

/**
 * The value of a redistributor region: how many redistributors, where the first is, and which of the regions it is.
 * @param base - in bytes, a multiple of 0x10000 unless KVM shall refuse it
 * @param index - 0 to 4095; the regions are set in its order
 * @param flags - 4 bits, of which KVM allows none
 * Source: devices/arm-vgic-v3.rst.
 */
export const redistributorRegion = (count: number, base: number, index = 0, flags = 0): bigint =>
  (BigInt(count) << COUNT_SHIFT) | BigInt(base) | (BigInt(flags) << FLAGS_SHIFT) | BigInt(index);
