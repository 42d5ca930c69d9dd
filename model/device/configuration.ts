import { statusBits } from '../../spec/virtio-mmio.js';
import { notifyConfiguration } from './interrupt.js';
import type { Effect } from './effect.js';
import type { DeviceState } from './state.js';

/** 2.5, 4.2.2.2: a field of the configuration space, little-endian; 0 for what is no field of 8, 16 or 32 bits in it. */
export function readConfiguration(state: DeviceState, offset: number, width: number): number {
  if (!isField(state, offset, width)) return 0;
  return state.configSpace.slice(offset, offset + width).reduceRight((value, byte) => value * 256 + byte, 0);
}

/** 2.5: the driver writes a field. It knows what it wrote, so the generation stays. */
export function writeConfiguration(state: DeviceState, offset: number, width: number, value: number): DeviceState {
  const driverIsKnown = (state.Status & statusBits.DRIVER) !== 0;
  if (!driverIsKnown || !state.config.configWritable || !isField(state, offset, width)) return state;
  const bytes = Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return { ...state, configSpace: replaced(state.configSpace, offset, bytes) };
}

/** 4.2.2.1 and 2.5, N3 and N11: bytes and generation change together; then the driver is told (N7). */
export function changeConfiguration(state: DeviceState, offset: number, bytes: readonly number[]): Effect {
  return notifyConfiguration({
    ...state,
    configSpace: replaced(state.configSpace, offset, bytes),
    ConfigGeneration: (state.ConfigGeneration + 1) % 2 ** 32,
  });
}

function isField(state: DeviceState, offset: number, width: number): boolean {
  return [1, 2, 4].includes(width) && offset + width <= state.configSpace.length;
}

function replaced(bytes: readonly number[], offset: number, by: readonly number[]): readonly number[] {
  return bytes.map((byte, index) => by[index - offset] ?? byte);
}
