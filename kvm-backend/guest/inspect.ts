import type { Spi } from '../../impl/index.js';
import { lineLevels, readVgic, wordOf, writeVgic } from '../vgic/registers.js';
import type { Device } from '../vm/device.js';

/** The latch of an SPI, as ISPENDR shows it to userspace. */
export function hasLatch(device: Device, { raw }: Spi): boolean {
  return bitOf(readVgic(device, wordOf('ISPENDR', raw, 0)), raw);
}

/** Whether somebody handles an SPI, as ISACTIVER shows it. */
export function isActive(device: Device, { raw }: Spi): boolean {
  return bitOf(readVgic(device, wordOf('ISACTIVER', raw, 0)), raw);
}

/** The line of a level-triggered SPI, as LEVEL_INFO shows it. */
export function isLineHigh(device: Device, { raw }: Spi): boolean {
  return bitOf(readVgic(device, lineLevels(0, Math.floor(raw / 32))), raw);
}

/** Makes an SPI level-triggered: out of reset it is edge-triggered (K2). */
export function makeLevel(device: Device, spi: Spi): void {
  setTrigger(device, spi, 0);
}

export function makeEdge(device: Device, spi: Spi): void {
  setTrigger(device, spi, 2);
}

function setTrigger(device: Device, { raw }: Spi, field: 0 | 2): void {
  const [register, shift] = [wordOf('ICFGR', raw, 0), 2 * (raw % 16)];
  writeVgic(device, register, (readVgic(device, register) & ~(2 << shift)) | (field << shift));
}

function bitOf(word: number, intId: number): boolean {
  return ((word >>> (intId % 32)) & 1) === 1;
}
