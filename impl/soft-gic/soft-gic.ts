import { inspect } from 'node:util';
import { IrqlineError } from '../../spec/errors.js';
import type { Gic } from '../gic.js';
import type { Ppi, Spi } from '../int-id.js';
import { decodeState, encodeState } from '../saved-state.js';
import { SharedLock } from '../shared-lock.js';
import { CpuInterfaces, type ReadableRegister, type WritableRegister } from './cpu-interfaces.js';
import { Frames } from './frames.js';
import { Interrupts } from './interrupts.js';
import { ACTIVE, AP1R0, GicMemory, LINE, LOCK, GROUP_ENABLES, SIGNAL, type GicSize } from './memory.js';
import { lowestBit, Offers } from './offers.js';
import { collectState, placeState, requireFit, savedGic } from './saved-gic.js';

/** What {@link SoftGic.share} gives: structured clone carries it to a worker thread. */
export interface SharedSoftGic {
  readonly memory: SharedArrayBuffer;
}

/** What a SoftGic is made of; another design puts something else in one place. */
export interface SoftGicParts {
  readonly interrupts: (memory: GicMemory, offers: Offers) => Interrupts;
  readonly cpuInterfaces: (memory: GicMemory, interrupts: Interrupts, offers: Offers) => CpuInterfaces;
  readonly frames: (memory: GicMemory, interrupts: Interrupts) => Frames;
}

const ownParts: SoftGicParts = {
  interrupts: (memory, offers) => new Interrupts(memory, offers),
  cpuInterfaces: (memory, interrupts, offers) => new CpuInterfaces(memory, interrupts, offers),
  frames: (memory, interrupts) => new Frames(memory, interrupts),
};

/**
 * A GICv3 in software: distributor, redistributors and CPU interfaces, for SPIs and PPIs, one security state.
 *
 * Without SGIs, LPIs and acknowledging group 0. GICR_WAKER is not there: every PE is awake. All of its state is in
 * shared memory, so any number of threads may use it at once, each through its own SoftGic ({@link share},
 * {@link SoftGic.attach}); every call is one critical section.
 */
export class SoftGic implements Gic {
  readonly size: GicSize;
  readonly #memory: GicMemory;
  readonly #lock: SharedLock;
  readonly #interrupts: Interrupts;
  readonly #cpuInterfaces: CpuInterfaces;
  readonly #frames: Frames;

  /**
   * A GIC out of reset, of a size; or another thread's, over its memory.
   * @throws IrqlineError GIC_SIZE_NOT_SUPPORTED
   */
  constructor(of: GicSize | SharedSoftGic, parts: Partial<SoftGicParts> = {}) {
    const { interrupts, cpuInterfaces, frames } = { ...ownParts, ...parts };
    this.#memory = 'memory' in of ? new GicMemory(of.memory) : GicMemory.allocate(of);
    const offers = new Offers(this.#memory);
    this.size = this.#memory.size;
    this.#lock = new SharedLock(this.#memory.words, LOCK);
    this.#interrupts = interrupts(this.#memory, offers);
    this.#cpuInterfaces = cpuInterfaces(this.#memory, this.#interrupts, offers);
    this.#frames = frames(this.#memory, this.#interrupts);
    if (!('memory' in of)) this.reset();
  }

  /** The GIC of another thread. */
  static attach(shared: SharedSoftGic): SoftGic {
    return new SoftGic(shared);
  }

  /** What another thread {@link attach}es to; to be sent to it as it is, since its memory is shared and not copied. */
  share(): SharedSoftGic {
    return { memory: this.#memory.buffer };
  }

  /** @throws IrqlineError GIC_SPI_NOT_IMPLEMENTED */
  pulseSpi(spi: Spi): void {
    this.#pulse(this.#bankOfSpi(spi), spi.raw);
  }

  /** @throws IrqlineError GIC_SPI_NOT_IMPLEMENTED */
  setSpiLevel(spi: Spi, level: boolean): void {
    this.#drive(this.#bankOfSpi(spi), spi.raw, level);
  }

  /** As {@link pulseSpi}, on the line of one PE. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  pulsePpi(pe: number, ppi: Ppi): void {
    this.#pulse(this.#requirePe(pe), ppi.raw);
  }

  /** As {@link setSpiLevel}, on the line of one PE. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  setPpiLevel(pe: number, ppi: Ppi, level: boolean): void {
    this.#drive(this.#requirePe(pe), ppi.raw, level);
  }

  /**
   * A read of the distributor's register frame.
   * @param offset - from GICD's base
   * @param width - bytes; what is not a register of this width reads as zero
   * @returns below 2 to the power of the width in bits
   */
  readDistributor(offset: number, width: number): number {
    return this.#locked(() => this.#frames.readDistributor(offset, width));
  }

  /** A write to the distributor's register frame; see {@link readDistributor}. */
  writeDistributor(offset: number, width: number, value: number): void {
    this.#changing(() => this.#frames.writeDistributor(offset, width, value));
  }

  /**
   * A read of a redistributor's two register frames: RD_base at offset 0, SGI_base at 0x10000.
   * @throws IrqlineError GIC_PE_NOT_IMPLEMENTED
   */
  readRedistributor(pe: number, offset: number, width: number): number {
    this.#requirePe(pe);
    return this.#locked(() => this.#frames.readRedistributor(pe, offset, width));
  }

  /** A write to a redistributor's register frames. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  writeRedistributor(pe: number, offset: number, width: number, value: number): void {
    this.#requirePe(pe);
    this.#changing(() => this.#frames.writeRedistributor(pe, offset, width, value));
  }

  /** A PE reads a system register; reading ICC_IAR1_EL1 acknowledges. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  readRegister(pe: number, register: ReadableRegister): number {
    this.#requirePe(pe);
    return this.#changing(() => this.#cpuInterfaces.read(pe, register));
  }

  /** A PE writes a system register. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  writeRegister(pe: number, register: WritableRegister, value: number): void {
    this.#requirePe(pe);
    this.#changing(() => this.#cpuInterfaces.write(pe, register, value));
  }

  /** Whether the interrupt request to the PE is asserted. @throws IrqlineError GIC_PE_NOT_IMPLEMENTED */
  isSignalled(pe: number): boolean {
    this.#requirePe(pe);
    return this.#memory.get(this.#memory.cpuWord(pe, SIGNAL)) === 1;
  }

  /**
   * Blocks this thread until the interrupt request to the PE is asserted, as WFI does. A request that is withdrawn again
   * before this thread has woken is none.
   * @returns whether it is; false after `timeoutMs` milliseconds
   * @throws IrqlineError GIC_PE_NOT_IMPLEMENTED
   */
  waitForInterrupt(pe: number, timeoutMs = Infinity): boolean {
    const end = performance.now() + timeoutMs;
    while (!this.isSignalled(pe)) {
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#memory.words, this.#memory.cpuWord(pe, SIGNAL), 0, left);
    }
    return true;
  }

  /** A reset of the whole GIC. The lines stay as the devices drive them. */
  reset(): void {
    const { peCount } = this.size;
    this.#changing(() => {
      const lines = Array.from({ length: this.#memory.bankCount }, (_, bank) =>
        this.#memory.get(this.#memory.bankWord(bank, LINE)),
      );
      this.#memory.clearRegisters();
      for (const [bank, line] of lines.entries()) this.#memory.set(this.#memory.bankWord(bank, LINE), line);
      for (let pe = 0; pe < peCount; pe += 1) this.#cpuInterfaces.reset(pe);
      this.#interrupts.offerAll();
    });
  }

  /** The whole state, lines included; versioned. */
  saveState(): Uint8Array {
    return encodeState(
      savedGic,
      this.#locked(() => collectState(this.#memory)),
    );
  }

  /**
   * Puts a saved state in place, whole or not at all.
   * @throws IrqlineError SAVED_STATE_MALFORMED, SAVED_STATE_FOREIGN (another size, too) or SAVED_STATE_FROM_THE_FUTURE
   */
  restoreState(state: Uint8Array): void {
    const saved = decodeState(savedGic, state);
    requireFit(this.#memory, saved);
    this.#changing(() => {
      placeState(this.#memory, saved);
      this.#interrupts.offerAll();
    });
  }

  [inspect.custom](): string {
    const { peCount, spiCount } = this.size;
    const list = (bitmap: (bank: number) => number): string =>
      Array.from({ length: this.#memory.bankCount }, (_, bank) => this.#names(bank, bitmap(bank)))
        .flat()
        .join(' ') || 'none';
    const parts = [
      `${peCount} PEs, ${spiCount} SPIs`,
      `EnableGrp ${this.#memory.get(GROUP_ENABLES)}`,
      `pending ${list((bank) => this.#interrupts.pending(bank))}`,
      `active ${list((bank) => this.#memory.get(this.#memory.bankWord(bank, ACTIVE)))}`,
      ...Array.from({ length: peCount }, (_, pe) => {
        const active = this.#memory.get(this.#memory.cpuWord(pe, AP1R0)) >>> 0;
        return `PE ${pe} ${this.isSignalled(pe) ? 'signalled' : 'quiet'}, AP1R0 0x${active.toString(16)}`;
      }),
    ];
    return `SoftGic { ${parts.join('; ')} }`;
  }

  #names(bank: number, bits: number): string[] {
    const { peCount } = this.size;
    const names: string[] = [];
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const bit = lowestBit(rest);
      names.push(bank < peCount ? `${bit}@${bank}` : `${32 * (bank - peCount + 1) + bit}`);
    }
    return names;
  }

  #pulse(bank: number, intId: number): void {
    const mask = 1 << (intId & 31);
    this.#changing(() => {
      this.#interrupts.drive(bank, mask, true);
      this.#interrupts.drive(bank, mask, false);
    });
  }

  #drive(bank: number, intId: number, level: boolean): void {
    this.#changing(() => this.#interrupts.drive(bank, 1 << (intId & 31), level));
  }

  /** What only looks. */
  #locked<Result>(critical: () => Result): Result {
    this.#lock.acquire();
    try {
      return critical();
    } finally {
      this.#lock.release();
    }
  }

  /** What may change which PE is signalled. */
  #changing<Result>(critical: () => Result): Result {
    return this.#locked(() => {
      const result = critical();
      this.#cpuInterfaces.publishSignals();
      return result;
    });
  }

  #bankOfSpi(spi: Spi): number {
    const bank = this.#memory.bankOf(0, spi.raw);
    if (bank === undefined) {
      throw new IrqlineError('GIC_SPI_NOT_IMPLEMENTED', `${spi.toString()} on a GIC of ${this.size.spiCount} SPIs`);
    }
    return bank;
  }

  #requirePe(pe: number): number {
    if (Number.isInteger(pe) && pe >= 0 && pe < this.size.peCount) return pe;
    throw new IrqlineError('GIC_PE_NOT_IMPLEMENTED', `PE ${pe} on a GIC of ${this.size.peCount}`);
  }
}
