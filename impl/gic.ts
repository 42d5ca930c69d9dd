import type { Spi } from './int-id.js';

/**
 * What an interrupt line needs of an interrupt controller: the wires into it. A thread that only signals has no more of a
 * GIC than this.
 *
 * A line calls it from inside its critical section, so it must not call back into the line: a single-threaded emulator
 * notes that an interrupt pends and runs the guest's handler after the signal has returned. (The line throws
 * LINE_REENTERED at an InterruptACK, a trigger or a reset from in there; reading its status is allowed.)
 *
 * Every method is synchronous and either has its whole effect or throws an IrqlineError:
 * - GIC_REFUSED: nothing changed; a retry is welcome;
 * - GIC_LINE_LEFT_HIGH: only by `pulseSpi`, when its second half failed;
 * - GIC_SPI_NOT_IMPLEMENTED: this GIC has no such SPI.
 */
export interface GicWires {
  /**
   * Raises the line and lowers it again, whole towards every other pulse of the same line: two pulses never overlap on
   * the wire, since overlapping they would make one edge.
   */
  pulseSpi(spi: Spi): void;

  /** Drives the line to a level. Driving it to the level that it has is allowed, and must not be filtered out here. */
  setSpiLevel(spi: Spi, level: boolean): void;
}

/**
 * What a device needs of an interrupt controller: its wires, and to save and restore it. The same contract serves SoftGic,
 * the KVM vGICv3 and the recording GIC of the tests; what fails, fails as {@link GicWires} says.
 */
export interface Gic extends GicWires {
  /** The whole state as opaque bytes, versioned. */
  saveState(): Uint8Array;

  /**
   * Replaces the whole state by a saved one, or throws and changes nothing.
   * @throws IrqlineError SAVED_STATE_MALFORMED, SAVED_STATE_FOREIGN or SAVED_STATE_FROM_THE_FUTURE
   */
  restoreState(state: Uint8Array): void;
}
