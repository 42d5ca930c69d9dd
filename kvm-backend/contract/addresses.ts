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
