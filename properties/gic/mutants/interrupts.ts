import { Interrupts, type BitRegister } from '../../../impl/soft-gic/interrupts.js';
import { ACTIVE, ANY_PE, EDGE, ENABLE, LATCH, LINE } from '../../../impl/soft-gic/memory.js';

/** The end of an edge-triggered interrupt makes no new offer of an edge that came while it was active. */
export class EdgeNotResignalled extends Interrupts {
  override deactivate(bank: number, mask: number): void {
    if ((this.bitmap(bank, EDGE) & mask) === 0) super.deactivate(bank, mask);
    else this.clear(bank, ACTIVE, mask);
  }
}

/** The end of a level-triggered interrupt makes no new offer of a line that is still high. */
export class LevelNotResignalled extends Interrupts {
  override deactivate(bank: number, mask: number): void {
    if ((this.bitmap(bank, EDGE) & mask) !== 0) super.deactivate(bank, mask);
    else this.clear(bank, ACTIVE, mask);
  }
}

/** No end makes an offer. */
export class NothingResignalled extends Interrupts {
  override deactivate(bank: number, mask: number): void {
    this.clear(bank, ACTIVE, mask);
  }
}

export class LatchSurvivesAcknowledge extends Interrupts {
  override acknowledge(bank: number, mask: number): void {
    this.change(bank, () => this.set(bank, ACTIVE, mask));
  }
}

export class EdgeWhileDisabledDropped extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    const seen = mask & (this.bitmap(bank, ENABLE) | ~this.bitmap(bank, EDGE));
    super.drive(bank, seen, level);
    this.assign(bank, LINE, mask, level ? -1 : 0);
  }
}

export class DisableDeactivates extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    super.writeBits(bank, register, value);
    if (register === 'ICENABLER') this.change(bank, () => this.clear(bank, ACTIVE, value));
  }
}

export class EnableLatchesTheLevel extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    super.writeBits(bank, register, value);
    if (register !== 'ISENABLER') return;
    const high = value & this.bitmap(bank, LINE) & ~this.bitmap(bank, EDGE);
    this.change(bank, () => this.set(bank, LATCH, high));
  }
}

export class FallWhileActiveIgnored extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    const ignored = level ? 0 : this.bitmap(bank, ACTIVE) & ~this.bitmap(bank, EDGE);
    super.drive(bank, mask & ~ignored, level);
  }
}

/** The level at the acknowledge comes back at the deactivation, whatever the line did meanwhile. */
export class LevelOfTheAcknowledgeReturns extends Interrupts {
  readonly #highWhenTaken = new Map<number, number>();

  override acknowledge(bank: number, mask: number): void {
    const high = this.bitmap(bank, LINE) & ~this.bitmap(bank, EDGE);
    this.#highWhenTaken.set(bank, ((this.#highWhenTaken.get(bank) ?? 0) & ~mask) | (high & mask));
    super.acknowledge(bank, mask);
  }

  override deactivate(bank: number, mask: number): void {
    const stale = (this.#highWhenTaken.get(bank) ?? 0) & mask & this.bitmap(bank, ACTIVE);
    super.deactivate(bank, mask);
    this.change(bank, () => this.set(bank, LATCH, stale));
  }
}

/** ISACTIVER does not show what an acknowledge made active. */
export class ActiveReadIsStale extends Interrupts {
  readonly #taken = new Map<number, number>();

  override acknowledge(bank: number, mask: number): void {
    super.acknowledge(bank, mask);
    this.#taken.set(bank, (this.#taken.get(bank) ?? 0) | mask);
  }

  override readBits(bank: number, register: BitRegister): number {
    const value = super.readBits(bank, register);
    return register === 'ISACTIVER' ? value & ~(this.#taken.get(bank) ?? 0) : value;
  }
}

/** The bank of INTIDs 32 to 63 is taken for a private one. */
export class FirstSpisCannotBeMadeActive extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    const isFirst = bank === this.memory.bankOf(0, 32);
    if (isFirst && (register === 'ISACTIVER' || register === 'ICACTIVER')) return;
    super.writeBits(bank, register, value);
  }
}

/** A level that changes while the interrupt is disabled is not seen, and enabling uses the old one. */
export class LevelWhileDisabledUnseen extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    super.drive(bank, mask & (this.bitmap(bank, ENABLE) | this.bitmap(bank, EDGE)), level);
  }
}

/** One pending flag for line and latch: the acknowledge clears both. */
export class AcknowledgeClearsTheLevel extends Interrupts {
  override acknowledge(bank: number, mask: number): void {
    super.acknowledge(bank, mask);
    this.change(bank, () => this.clear(bank, LINE, mask & ~this.bitmap(bank, EDGE)));
  }
}

/** One pending flag for line and latch: a falling line clears what was written to ISPENDR. */
export class FallClearsTheLatch extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    super.drive(bank, mask, level);
    if (!level) this.change(bank, () => this.clear(bank, LATCH, mask & ~this.bitmap(bank, EDGE)));
  }
}

/** Enabling an interrupt that is pending offers it to nobody. */
export class EnableDoesNotArbitrate extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    if (register === 'ISENABLER') this.set(bank, ENABLE, value & this.memory.implemented(bank));
    else super.writeBits(bank, register, value);
  }
}

/** What is pending when its route or its priority changes stays where it was offered. */
export class OfferStaysBehind extends Interrupts {
  protected override move(_bank: number, _bit: number, make: () => void): void {
    make();
  }
}

/** ICFGR with the trigger in bit 2n. */
export class TriggerInTheLowerBit extends Interrupts {
  override readTriggers(bank: number, firstBit: number): number {
    return super.readTriggers(bank, firstBit) >>> 1;
  }

  override writeTriggers(bank: number, firstBit: number, value: number): void {
    super.writeTriggers(bank, firstBit, value << 1);
  }
}

/** ICENABLER as a register that is read, changed and written back: it clears all that it shows. */
export class DisableDisablesAll extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    const all = register === 'ICENABLER' && value !== 0;
    super.writeBits(bank, register, all ? value | this.bitmap(bank, ENABLE) : value);
  }
}

/** After a restore the first acknowledge of what was pending does not use the latch up. */
export class RestoredLatchCountsTwice extends Interrupts {
  readonly #restored = new Map<number, number>();

  override offerAll(): void {
    super.offerAll();
    for (let bank = 0; bank < this.memory.bankCount; bank += 1) this.#restored.set(bank, this.bitmap(bank, LATCH));
  }

  override acknowledge(bank: number, mask: number): void {
    const again = mask & (this.#restored.get(bank) ?? 0);
    super.acknowledge(bank, mask);
    this.change(bank, () => this.set(bank, LATCH, again));
    this.#restored.set(bank, (this.#restored.get(bank) ?? 0) & ~mask);
  }
}

/** The end of an interrupt that is disabled is dropped: it stays active. */
export class EndOfDisabledDropped extends Interrupts {
  override deactivate(bank: number, mask: number): void {
    super.deactivate(bank, mask & this.bitmap(bank, ENABLE));
  }
}

/** The end of an interrupt that is disabled takes what came meanwhile with it. */
export class EndOfDisabledForgets extends Interrupts {
  override deactivate(bank: number, mask: number): void {
    super.deactivate(bank, mask);
    this.change(bank, () => this.clear(bank, LATCH, mask & ~this.bitmap(bank, ENABLE)));
  }
}

export class DisableForgets extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    super.writeBits(bank, register, value);
    if (register === 'ICENABLER') this.change(bank, () => this.clear(bank, LATCH, value));
  }
}

/** What ICPENDR cannot clear, a line that is high, becomes a latch. */
export class ClearedLevelIsLatched extends Interrupts {
  override writeBits(bank: number, register: BitRegister, value: number): void {
    super.writeBits(bank, register, value);
    if (register !== 'ICPENDR') return;
    const high = value & this.bitmap(bank, LINE) & ~this.bitmap(bank, EDGE);
    this.change(bank, () => this.set(bank, LATCH, high));
  }
}

/** The route of an interrupt that is pending cannot be written. */
export class RouteStaysWhilePending extends Interrupts {
  override writeRoute(bank: number, bit: number, value: number): void {
    if ((this.pending(bank) & (1 << bit)) === 0) super.writeRoute(bank, bit, value);
  }
}

/** Of GICD_IROUTER eight bits are kept. */
export class RouteHasEightBits extends Interrupts {
  override writeRoute(bank: number, bit: number, value: number): void {
    super.writeRoute(bank, bit, value % 256);
  }
}

/** The acknowledge of one that may go to any PE routes it to the PE that took it. */
export class AnyPeBecomesOne extends Interrupts {
  override acknowledge(bank: number, mask: number): void {
    super.acknowledge(bank, mask);
    this.clear(bank, ANY_PE, mask);
  }
}
