import { Interrupts } from '../../impl/soft-gic/interrupts.js';
import { EDGE, LATCH, LINE, type GicMemory } from '../../impl/soft-gic/memory.js';
import { lowestBit, type Offers } from '../../impl/soft-gic/offers.js';
import type { Recorder } from './recorder.js';
import type { LogEntry } from './shared-log.js';

/**
 * The interrupts of SoftGic, with every signal, acknowledge and end of interrupt logged. SoftGic calls these methods
 * with its lock held, so the order of the tickets is the order of its critical sections.
 */
export class LoggedInterrupts extends Interrupts {
  readonly #recorders: ReadonlyMap<number, Recorder>;

  /** @param recorders - by INTID; SPIs only */
  constructor(memory: GicMemory, offers: Offers, recorders: ReadonlyMap<number, Recorder>) {
    super(memory, offers);
    this.#recorders = recorders;
  }

  override drive(bank: number, mask: number, level: boolean): void {
    this.driveUnlogged(bank, mask, level);
    // An edge-triggered line is pulsed, and the pulse is one step: it is over when the line has fallen.
    const isHalfPulse = level && (this.bitmap(bank, EDGE) & mask) !== 0;
    if (!isHalfPulse) this.#recorder(bank, mask).signalled(this.#wire(bank, mask));
  }

  override acknowledge(bank: number, mask: number): void {
    super.acknowledge(bank, mask);
    this.#recorder(bank, mask).append({ kind: 'take', bits: 0, wire: this.#wire(bank, mask) });
  }

  override deactivate(bank: number, mask: number): void {
    super.deactivate(bank, mask);
    this.#recorder(bank, mask).append({ kind: 'eoi', bits: 0, wire: this.#wire(bank, mask) });
  }

  protected driveUnlogged(bank: number, mask: number, level: boolean): void {
    super.drive(bank, mask, level);
  }

  #recorder(bank: number, mask: number): Recorder {
    const intId = 32 * (bank - this.memory.size.peCount + 1) + lowestBit(mask);
    const recorder = this.#recorders.get(intId);
    if (recorder === undefined) throw new Error(`nobody is there to use INTID ${intId}`);
    return recorder;
  }

  #wire(bank: number, mask: number): NonNullable<LogEntry['wire']> {
    const isSet = (bitmap: number): boolean => (this.bitmap(bank, bitmap) & mask) !== 0;
    return { line: isSet(LINE), latch: isSet(LATCH) };
  }
}
