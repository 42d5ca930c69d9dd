import { CpuInterfaces, type WritableRegister } from '../../../impl/soft-gic/cpu-interfaces.js';
import { AP1R0, ENABLE, GROUP_ENABLES, LATCH } from '../../../impl/soft-gic/memory.js';
import { lowestBit } from '../../../impl/soft-gic/offers.js';

const NO_INTERRUPT = 1023;
const [ENABLE_GRP0, ENABLE_GRP1] = [1, 2];

/** CPU interfaces that look at what is pending in group 0, which no PE is to be given. */
abstract class SeesGroupZero extends CpuInterfaces {
  /** The highest of group 0 that is pending here, if it comes before the highest of group 1. */
  protected higherOfGroupZero(pe: number): number | undefined {
    if ((this.memory.get(GROUP_ENABLES) & ENABLE_GRP0) === 0) return undefined;
    const [zero] = [this.#orderOf(pe, this.offers.highest(pe)), ...this.#ofGroupZero(pe)].toSorted((a, b) => a - b);
    return zero === undefined || zero === this.#orderOf(pe, this.offers.highest(pe)) ? undefined : zero % 1024;
  }

  #ofGroupZero(pe: number): readonly number[] {
    const orders: number[] = [];
    const { peCount } = this.memory.size;
    for (const bank of [pe, ...Array.from({ length: this.memory.bankCount - peCount }, (_, nth) => peCount + nth)]) {
      const enabled = this.interrupts.readBits(bank, 'ISENABLER') & ~this.interrupts.readBits(bank, 'IGROUPR');
      const ready = this.interrupts.pending(bank) & enabled & ~this.interrupts.readBits(bank, 'ISACTIVER');
      for (let bits = ready; bits !== 0; bits &= bits - 1) {
        const bit = lowestBit(bits);
        const isHere = bank < peCount || [pe, 2 ** 31].includes(this.interrupts.readRoute(bank, bit));
        if (isHere) orders.push(this.#orderOf(pe, bank < peCount ? bit : 32 * (bank - peCount + 1) + bit));
      }
    }
    return orders;
  }

  /** By priority, and then by INTID. */
  #orderOf(pe: number, intId: number): number {
    const bank = this.memory.bankOf(pe, intId);
    return bank === undefined ? 1024 * 0x100 : 1024 * this.interrupts.readPriority(bank, intId & 31) + intId;
  }
}

/** The highest of both groups is chosen, and where it is of group 0 there is nothing for group 1. */
export class GroupZeroHides extends SeesGroupZero {
  protected override highestPending(pe: number): number {
    return this.higherOfGroupZero(pe) === undefined ? super.highestPending(pe) : NO_INTERRUPT;
  }
}

/** The highest of both groups is given to whoever reads IAR1. */
export class GroupZeroIsGiven extends SeesGroupZero {
  protected override highestPending(pe: number): number {
    const highest = super.highestPending(pe);
    const isOpen = (this.memory.get(GROUP_ENABLES) & ENABLE_GRP1) !== 0;
    return highest === NO_INTERRUPT || !isOpen ? highest : (this.higherOfGroupZero(pe) ?? highest);
  }
}

/** ICC_IGRPEN1_EL1 written as 0 throws away what is pending. */
export class ClosedGroupForgets extends CpuInterfaces {
  override write(pe: number, register: WritableRegister, value: number): void {
    super.write(pe, register, value);
    if (register !== 'ICC_IGRPEN1_EL1' || (value & 1) === 1) return;
    const { peCount } = this.memory.size;
    for (let bank = 0; bank < this.memory.bankCount; bank += 1) {
      if (bank < peCount && bank !== pe) continue;
      this.interrupts.writeBits(bank, 'ICPENDR', this.memory.get(this.memory.bankWord(bank, LATCH)));
    }
  }
}

/** While EnableGrp1 is 0 nothing runs: the active priorities are gone. */
export class ClosedGroupRunsNothing extends CpuInterfaces {
  override publishSignals(): void {
    const isOpen = (this.memory.get(GROUP_ENABLES) & ENABLE_GRP1) !== 0;
    for (let pe = 0; pe < this.memory.size.peCount; pe += 1) if (!isOpen) this.put(pe, AP1R0, 0);
    super.publishSignals();
  }
}

/** A loop over INTIDs that ends one too early: the last of all is never chosen. */
export class LastIsLeftOut extends CpuInterfaces {
  readonly #last: number;

  /** @param last - the INTID that is left out */
  constructor(last: number, ...of: ConstructorParameters<typeof CpuInterfaces>) {
    super(...of);
    this.#last = last;
  }

  protected override highestPending(pe: number): number {
    if (super.highestPending(pe) !== this.#last) return super.highestPending(pe);
    const bank = this.memory.bankOf(pe, this.#last) ?? pe;
    const mask = 1 << (this.#last & 31);
    const word = this.memory.bankWord(bank, ENABLE);
    const enabled = this.memory.get(word);
    // As if it were disabled: what is next is found by its own means.
    this.interrupts.writeBits(bank, 'ICENABLER', mask);
    const next = super.highestPending(pe);
    if ((enabled & mask) !== 0) this.interrupts.writeBits(bank, 'ISENABLER', mask);
    return next;
  }
}
