import { IrqLine, spiFromCell, type LineProgram, type SoftGic } from '../../impl/index.js';
import type { Profile } from '../../model/index.js';
import { GicPath, gicFor, spiViewer, type SpiView } from './gic.js';
import { deliveryOf } from './program.js';

/** The interrupt that all machines use. */
export const spi = spiFromCell(5);

/** The real code of one machine: a GIC, a device's line, and the way between them. */
export interface DeliveryRig {
  readonly gic: SoftGic;
  readonly path: GicPath;
  readonly line: IrqLine;
  viewSpi(): SpiView;
}

/** A new machine: the GIC as the profile has it, an IrqLine with these micro-steps, its gate closed. */
export function rigOf(profile: Profile, program: LineProgram): DeliveryRig {
  const gic = gicFor(profile, spi);
  const path = new GicPath(gic);
  const line = new IrqLine({ gic: path, spi, delivery: deliveryOf(profile), program });
  return { gic, path, line, viewSpi: spiViewer(gic, spi) };
}
