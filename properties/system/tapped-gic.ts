import type { Gic, GicSize, SoftGic, Spi } from '../../impl/index.js';
import { LINE, type GicLanguage, type Signal, type Subject } from '../../model/index.js';
import { distributorOffset } from '../../spec/gicv3.js';
import { softGic } from '../gic/soft-gic-subject.js';

/** The wire between a device and a SoftGic, with a note of what went over it. */
export class TappedGic implements Gic {
  /** What the guest and the VMM do to the GIC; a restore into a fresh one puts that in the place of the old one. */
  readonly guest: Subject<GicLanguage>;
  #soft: SoftGic | undefined;
  #signals: Signal[] = [];

  constructor(make: (size: GicSize) => SoftGic) {
    this.guest = softGic('the GIC of a system', (size) => (this.#soft = make(size)));
  }

  /** Takes the signals noted since the last call. */
  take(): readonly Signal[] {
    const signals = this.#signals;
    this.#signals = [];
    return signals;
  }

  /** The PE reads ICC_IAR1_EL1. */
  acknowledge(): number {
    return this.#current.readRegister(LINE.pe, 'ICC_IAR1_EL1');
  }

  /** The line's bit of a distributor register. */
  has(register: 'ISPENDR' | 'ISACTIVER'): boolean {
    const word = this.#current.readDistributor(distributorOffset(register, LINE.intId), 4);
    return ((word >>> (LINE.intId & 31)) & 1) === 1;
  }

  get isSignalled(): boolean {
    return this.#current.isSignalled(LINE.pe);
  }

  pulseSpi(spi: Spi): void {
    this.#current.pulseSpi(spi);
    this.#signals.push('pulse');
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    this.#current.setSpiLevel(spi, level);
    this.#signals.push(level ? 'assert' : 'deassert');
  }

  saveState(): Uint8Array {
    return this.#current.saveState();
  }

  restoreState(state: Uint8Array): void {
    this.#current.restoreState(state);
  }

  get #current(): SoftGic {
    if (this.#soft === undefined) throw new Error('a GIC is reset before it is used');
    return this.#soft;
  }
}
