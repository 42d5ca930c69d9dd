import type { GicConfig, Route } from '../../model/index.js';
import type { VgicSize } from '../vgic/create.js';

const INTERRUPT_ROUTING_MODE = 0x8000_0000;

/** The size of the vGIC that this configuration needs. */
export function sizeOf({ peCount, spiCount }: GicConfig): VgicSize {
  return { vcpuCount: peCount, spiCount };
}

/** GICD_IROUTER: Aff3 in bits 39 to 32, Interrupt_Routing_Mode in bit 31, Aff2 to Aff0 in bits 23 to 0. */
export function routerValue(route: Route): number {
  if (route === 'any') return INTERRUPT_ROUTING_MODE;
  return Math.floor(route / 2 ** 24) * 2 ** 32 + (route % 2 ** 24);
}
