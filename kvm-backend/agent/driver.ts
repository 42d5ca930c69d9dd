import type { Spi } from '../../impl/index.js';
import type { Trigger } from '../../model/index.js';
import { interruptRegisters } from '../../spec/gicv3.js';
import { registers, statusBits } from '../../spec/virtio-mmio.js';
import { guestLayout, type AgentCommand } from './operations.js';
import { GICD_BASE } from '../vgic/create.js';

/** What a driver of the GIC does so that vCPU 0 takes these SPIs, and no others. */
export function openGic(spis: readonly Spi[], trigger: Trigger): readonly AgentCommand[] {
  return [
    ...fields('ICFGR', spis, trigger === 'edge' ? 2 : 0),
    ...fields('IGROUPR', spis, 1),
    ...fields('ISENABLER', spis, 1),
    store(GICD_BASE, 2),
    { operation: 'writePMR', value: 0xf8 },
    { operation: 'writeIGRPEN1', value: 1 },
  ];
}

/** Writes the same value to the fields of these SPIs, and 0 to the rest of their words. */
function fields(name: 'ICFGR' | 'IGROUPR' | 'ISENABLER', spis: readonly Spi[], value: number): readonly AgentCommand[] {
  const { offset, bits: width } = interruptRegisters[name];
  const perWord = 32 / width;
  const words = new Map<number, number>();
  for (const { raw } of spis) {
    const word = Math.floor(raw / perWord);
    words.set(word, ((words.get(word) ?? 0) | (value << (width * (raw % perWord)))) >>> 0);
  }
  return [...words].map(([word, bits]) => store(GICD_BASE + offset + 4 * word, bits));
}

const DRIVER_STATUS = statusBits.ACKNOWLEDGE | statusBits.DRIVER;

/** What a driver of a virtio device does (VIRTIO 3.1.1), without queues. */
export function bringUpDevice(): readonly AgentCommand[] {
  const write = (register: keyof typeof registers, value: number): AgentCommand =>
    store(virtioRegister(register), value);
  return [
    write('Status', statusBits.ACKNOWLEDGE),
    write('Status', DRIVER_STATUS),
    write('DriverFeaturesSel', 1),
    write('DriverFeatures', 1), // VIRTIO_F_VERSION_1 is bit 32
    write('Status', DRIVER_STATUS | statusBits.FEATURES_OK),
    write('Status', DRIVER_STATUS | statusBits.FEATURES_OK | statusBits.DRIVER_OK),
  ];
}

/** Where the guest finds a register of the device. */
export function virtioRegister(register: keyof typeof registers): number {
  return guestLayout.virtioMmio + registers[register].offset;
}

const store = (address: number, value: number): AgentCommand => ({ operation: 'store32', address, value });
