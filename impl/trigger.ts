import { IrqlineError } from '../spec/errors.js';

/** How an interrupt is signalled, by the flag of the third cell of a device tree's `interrupts` entry. */
export const triggerFlags = { edgeRising: 1, levelHigh: 4, levelLow: 8 } as const;

/** The name of a trigger. */
export type Trigger = keyof typeof triggerFlags;

/** The triggers that an SPI of a GICv3 can have. */
export type SpiTrigger = Exclude<Trigger, 'levelLow'>;

/**
 * The trigger of an SPI by its device tree flag.
 * @param flag - 1 or 4; a GICv3 SPI is never active low (8)
 * @throws IrqlineError TRIGGER_NOT_SUPPORTED
 */
export function spiTriggerFromFlag(flag: number): SpiTrigger {
  if (flag === triggerFlags.edgeRising) return 'edgeRising';
  if (flag === triggerFlags.levelHigh) return 'levelHigh';
  throw new IrqlineError('TRIGGER_NOT_SUPPORTED', `device tree flag ${flag}`);
}
