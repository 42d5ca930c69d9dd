import { IrqlineError } from '../spec/errors.js';
import type { Delivery } from './line/programs.js';

/** The flags of the third cell of a device tree's `interrupts` entry that an SPI of a GICv3 can have. */
const RISING_EDGE = 1;
const HIGH_LEVEL = 4;

/**
 * How a line delivers that a device tree declares, by the third cell of its `interrupts` entry.
 * @param flag - 1, a rising edge, or 4, a high level; a GICv3 SPI is never active low (8)
 * @throws IrqlineError TRIGGER_NOT_SUPPORTED
 */
export function deliveryFromFlag(flag: number): Delivery {
  if (flag === RISING_EDGE) return 'edge';
  if (flag === HIGH_LEVEL) return 'level';
  throw new IrqlineError('TRIGGER_NOT_SUPPORTED', `device tree flag ${flag}`);
}
