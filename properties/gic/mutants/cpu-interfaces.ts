import { CpuInterfaces } from '../../../impl/soft-gic/cpu-interfaces.js';
import { ACTIVE, EOI_MODE, GROUP_ENABLES, IGRPEN1 } from '../../../impl/soft-gic/memory.js';
import { lowestBit } from '../../../impl/soft-gic/offers.js';

const NO_INTERRUPT = 1023;

/** What a GIC with four list registers knows of: the rest of what is active lies outside. */
const LIST_REGISTERS = 4;

/** The end of an interrupt that found no list register does not deactivate it. */
export class FifthEndIsLost extends CpuInterfaces {
  protected override endOfInterrupt(pe: number, intId: number): void {
    const overflows = this.activeIntIds(pe).length > LIST_REGISTERS;
    super.endOfInterrupt(pe, intId);
    const bank = this.memory.bankOf(pe, intId);
    if (!overflows || bank === undefined || this.get(pe, EOI_MODE) === 1) return;
    this.interrupts.writeBits(bank, 'ISACTIVER', 1 << (intId & 31));
  }

  protected activeIntIds(pe: number): readonly number[] {
    const intIds: number[] = [];
    for (let intId = 16; intId < 32 + this.memory.size.spiCount; intId += 1) {
      const bank = this.memory.bankOf(pe, intId);
      if (bank === undefined) continue;
      if ((this.memory.get(this.memory.bankWord(bank, ACTIVE)) & (1 << (intId & 31))) !== 0) intIds.push(intId);
    }
    return intIds;
  }
}

/** With more active than list registers, an end deactivates the first that is active. */
export class EndHitsTheFirst extends FifthEndIsLost {
  protected override endOfInterrupt(pe: number, intId: number): void {
    const active = this.activeIntIds(pe);
    const first = active[0];
    const bank = this.memory.bankOf(pe, first ?? intId);
    super.endOfInterrupt(pe, intId);
    if (active.length <= LIST_REGISTERS || first === undefined || bank === undefined) return;
    if (this.get(pe, EOI_MODE) === 0) this.interrupts.deactivate(bank, 1 << (first & 31));
  }
}

/** DIR works only on the PE that took the interrupt. */
export class DeactivateElsewhereIgnored extends CpuInterfaces {
  readonly #takers = new Map<number, number>();

  protected override acknowledge(pe: number): number {
    const intId = super.acknowledge(pe);
    this.#takers.set(intId, pe);
    return intId;
  }

  protected override deactivate(pe: number, intId: number): void {
    if (intId < 32 || (this.#takers.get(intId) ?? pe) === pe) super.deactivate(pe, intId);
  }
}

/** EnableGrp0 opens group 1, too. */
export class EitherEnableOpensBoth extends CpuInterfaces {
  protected override highestPending(pe: number): number {
    const isOpen = this.get(pe, IGRPEN1) === 1 && this.memory.get(GROUP_ENABLES) !== 0;
    return isOpen ? this.offers.highest(pe) : NO_INTERRUPT;
  }
}

/** PPIs do not compete with SPIs: they go first. */
export class PpisFirst extends CpuInterfaces {
  protected override highestPending(pe: number): number {
    const highest = super.highestPending(pe);
    if (highest === NO_INTERRUPT) return highest;
    const ready =
      this.interrupts.pending(pe) &
      this.interrupts.readBits(pe, 'ISENABLER') &
      this.interrupts.readBits(pe, 'IGROUPR') &
      ~this.interrupts.readBits(pe, 'ISACTIVER');
    return ready === 0 ? highest : lowestBit(ready);
  }
}

/** The priority mask does not count. */
export class MaskIgnored extends CpuInterfaces {
  protected override deliverable(pe: number): number {
    const mask = this.get(pe, 0);
    this.put(pe, 0, 0x100);
    const intId = super.deliverable(pe);
    this.put(pe, 0, mask);
    return intId;
  }
}
