import { IrqLine, spiFromCell, type LineProgram, type Operation, type SoftGic } from '../../impl/index.js';
import type { Profile } from '../../model/index.js';
import { GicPath, gicFor, spiViewer, type SpiView } from './gic.js';
import { deliveryOf, programOf } from './program.js';

/** The interrupt that all machines use. */
export const spi = spiFromCell(5);

/** What a driver does with a machine: the registers of its PE, and those of the device. */
export interface GuestSide {
  /** Whether an interrupt is signalled to the PE. */
  readonly isSignalled: boolean;
  /** Reads ICC_IAR1_EL1. */
  acknowledge(): number;
  /** Writes ICC_EOIR1_EL1. */
  end(intId: number): void;
  /** Reads InterruptStatus. */
  readStatus(): number;
  /** Writes InterruptACK: its first micro-step is done, the operation has those that remain. */
  writeAck(mask: number): Operation;
}

/** A machine: a device's line, whoever drives it, and what can be seen of its interrupt. */
export interface MachineRig {
  readonly line: IrqLine;
  readonly guest: GuestSide;
  viewSpi(): SpiView;
}

/** The real code of one machine: a SoftGic, a device's line, and the way between them. */
export interface DeliveryRig extends MachineRig {
  readonly gic: SoftGic;
  readonly path: GicPath;
}

/**
 * A new machine: the GIC as the profile has it, an IrqLine, its gate closed.
 * @param program - the micro-steps, if not the profile's own: to show that a wrong one is found
 */
export function rigOf(profile: Profile, program: LineProgram = programOf(profile)): DeliveryRig {
  const gic = gicFor(profile, spi);
  const path = new GicPath(gic);
  const line = new IrqLine({ gic: path, spi, delivery: deliveryOf(profile), program });
  return { gic, path, line, guest: guestOf(gic, line), viewSpi: spiViewer(gic, spi) };
}

const guestOf = (gic: SoftGic, line: IrqLine): GuestSide => ({
  get isSignalled() {
    return gic.isSignalled(0);
  },
  acknowledge: () => gic.readRegister(0, 'ICC_IAR1_EL1'),
  end: (intId) => gic.writeRegister(0, 'ICC_EOIR1_EL1', intId),
  readStatus: () => line.status,
  writeAck: (mask) => {
    const operation = line.beginAck(mask);
    operation.advance();
    return operation;
  },
});
