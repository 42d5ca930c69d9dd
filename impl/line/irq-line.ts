import { inspect } from 'node:util';
import { IrqlineError } from '../../spec/errors.js';
import type { GicWires } from '../gic.js';
import { spiFromIntId, type Spi } from '../int-id.js';
import { CONFIG, VRING } from '../../spec/virtio-mmio.js';
import { Operation, type LineProgram } from './operation.js';
import { programs, resignal, type Delivery } from './programs.js';
import type { LineState } from './saved-line.js';
import { Wire, WIRE_BYTES } from './wire.js';

/** What {@link IrqLine.share} gives: structured clone carries it to a worker thread. */
export interface SharedIrqLine {
  readonly memory: SharedArrayBuffer;
  readonly intId: number;
  readonly delivery: Delivery;
  /** `given` when the line has other steps than its delivery's own: {@link IrqLine.attach} has to be given them, too. */
  readonly program: 'own' | 'given';
}

/** How to make a line. */
export interface IrqLineOptions {
  readonly gic: GicWires;
  readonly spi: Spi;
  /** `edge` for a line that the device tree declares rising-edge (1), `level` for level-high (4). */
  readonly delivery: Delivery;
  /** Another design's steps; by default those that this implementation delivers with. */
  readonly program?: LineProgram;
}

/**
 * The interrupt line of a virtio-MMIO device: InterruptStatus and what it does to the GIC.
 *
 * Any number of threads may trigger, each through its own IrqLine over the same shared memory ({@link share},
 * {@link IrqLine.attach}); one reads and acknowledges on the driver's behalf. What changes the status and what drives
 * the line is one critical section.
 */
export class IrqLine {
  readonly spi: Spi;
  readonly delivery: Delivery;
  readonly #memory: SharedArrayBuffer;
  readonly #wire: Wire;
  readonly #program: LineProgram;
  /** Serves the operations that run whole, so that a trigger allocates nothing. */
  readonly #whole: Operation;

  /** A line with a status of 0 and a closed gate. */
  constructor(options: IrqLineOptions);
  /** @internal Over the words of another line: see {@link IrqLine.attach}. */
  constructor(options: IrqLineOptions, memory: SharedArrayBuffer | undefined);
  constructor(options: IrqLineOptions, memory = new SharedArrayBuffer(WIRE_BYTES)) {
    this.spi = options.spi;
    this.delivery = options.delivery;
    this.#memory = memory;
    this.#wire = new Wire(memory, options.gic, options.spi);
    this.#program = options.program ?? programs[options.delivery];
    this.#whole = new Operation(this.#wire);
  }

  /**
   * A line over the same words, in another thread, which may have no more of the GIC than its wires.
   * @param program - the one that the line was made with, if it was made with one
   * @throws IrqlineError LINE_PROGRAM_MISSING when it was, and none is given
   */
  static attach(shared: SharedIrqLine, gic: GicWires, program?: LineProgram): IrqLine {
    const spi = spiFromIntId(shared.intId);
    if (shared.program === 'given' && program === undefined) {
      throw new IrqlineError('LINE_PROGRAM_MISSING', spi.toString());
    }
    const own = programs[shared.delivery];
    return new IrqLine({ gic, spi, delivery: shared.delivery, program: program ?? own }, shared.memory);
  }

  /** What another thread {@link attach}es to; to be sent to it as it is, since its memory is shared and not copied. */
  share(): SharedIrqLine {
    const program = this.#program === programs[this.delivery] ? 'own' : 'given';
    return { memory: this.#memory, intId: this.spi.raw, delivery: this.delivery, program };
  }

  /** InterruptStatus: a set of {@link VRING} and {@link CONFIG}. */
  get status(): number {
    return this.#wire.status;
  }

  /** Whether notifications may be sent: the driver has set DRIVER_OK and has not reset the device since. */
  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  /** Opens the gate: the driver has set DRIVER_OK. */
  open(): void {
    this.#wire.isOpen = true;
  }

  /**
   * Buffers were used: sets bit 0 of InterruptStatus and signals.
   * @returns false when the gate is closed: nothing was set and nothing sent
   * @throws IrqlineError what the GIC threw; the bit stays set, and triggering again delivers it
   */
  triggerQueue(): boolean {
    return this.#whole.start(this.#program.trigger, VRING).complete().sent;
  }

  /** The configuration changed: sets bit 1 of InterruptStatus and signals, as {@link triggerQueue} does. */
  triggerConfig(): boolean {
    return this.#whole.start(this.#program.trigger, CONFIG).complete().sent;
  }

  /**
   * A write to InterruptACK. Bits that are not set, and undefined ones, do no harm.
   * @param mask - 32 bits, what the driver wrote
   * @throws IrqlineError what the GIC threw when the level was to fall; the bits are cleared, and a retry lowers it
   */
  ack(mask: number): void {
    this.#whole.start(this.#program.ack, mask).complete();
  }

  /** The device is reset: clears InterruptStatus, closes the gate, lowers the line. */
  reset(): void {
    this.#whole.start(this.#program.reset, 0).complete();
  }

  /** A trigger to be advanced step by step; {@link triggerQueue} and {@link triggerConfig} run the same steps. */
  beginTrigger(bits: number): Operation {
    return new Operation(this.#wire).start(this.#program.trigger, bits);
  }

  /** An InterruptACK to be advanced step by step. */
  beginAck(mask: number): Operation {
    return new Operation(this.#wire).start(this.#program.ack, mask);
  }

  /** A reset to be advanced step by step. */
  beginReset(): Operation {
    return new Operation(this.#wire).start(this.#program.reset, 0);
  }

  /** What a save has to keep. Let no other thread trigger meanwhile. */
  saveState(): LineState {
    return { status: this.#wire.status, open: this.#wire.isOpen, stuckHigh: this.#wire.isStuckHigh };
  }

  /**
   * Puts a saved state in place and signals again what was pending: the GIC's own state may have been saved before the
   * last signal, and one interrupt too many does no harm (N17).
   * @throws IrqlineError what the GIC threw at that signal; the state is in place, and {@link resignal} tries again
   */
  restoreState(state: LineState): void {
    this.assignState(state);
    this.resignal();
  }

  /**
   * The first half of {@link restoreState}: puts a saved state in place, and tells the GIC nothing.
   *
   * A line that was left high may be high still: nobody but a deassert of ours lowers it, and whether the GIC was put
   * back as well, before or after, is not known here. To lower it once too often does no harm; not to lower it would lose
   * the next pulse.
   */
  assignState(state: LineState): void {
    this.#wire.enter();
    this.#wire.assignStatus(state.status);
    this.#wire.isOpen = state.open;
    this.#wire.isStuckHigh ||= state.stuckHigh;
    this.#wire.leave();
  }

  /** Tells the GIC once more what is pending. */
  resignal(): void {
    this.#wire.enter();
    try {
      resignal(this.#wire, this.delivery);
    } finally {
      this.#wire.leave();
    }
  }

  [inspect.custom](): string {
    const { rawStatus, status, isOpen, isStuckHigh } = this.#wire;
    const names = [status & VRING ? 'VRING' : '', status & CONFIG ? 'CONFIG' : ''].filter((name) => name !== '');
    const remarks = [
      isOpen ? 'open' : 'closed',
      ...(isStuckHigh ? ['line left high'] : []),
      ...(rawStatus === status ? [] : [`undefined bits 0x${(rawStatus - status).toString(16)} in the status word`]),
    ];
    return `IrqLine { ${this.spi.toString()}, ${this.delivery}, InterruptStatus ${status} (${names.join(' | ') || 'none'}), ${remarks.join(', ')} }`;
  }
}
