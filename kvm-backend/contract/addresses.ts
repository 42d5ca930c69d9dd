import { kvmConstants as k } from '../abi/constants.js';
import type { Provoke } from './case.js';

export const DIST = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_DIST);
export const REDIST = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST);
export const REGION = BigInt(k.KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION);

/** Sets an address. @param value - in bytes; of a region, from `region` */
export const setAddress =
  (type: bigint, value: bigint): Provoke =>
  ({ device }) =>
    device.set64(k.KVM_DEV_ARM_VGIC_GRP_ADDR, type, value);

/** The value of a redistributor region: how many, where the first is, which of the regions it is. */
export const region = (count: number, base: number, index = 0, flags = 0): bigint =>
  (BigInt(count) << 52n) | BigInt(base) | (BigInt(flags) << 12n) | BigInt(index);
