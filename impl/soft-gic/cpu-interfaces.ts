import type { Interrupts } from './interrupts.js';
import { AP1R0, BPR1, EOI_MODE, GROUP_ENABLES, IGRPEN1, PMR, SIGNAL, type GicMemory } from './memory.js';
import { lowestBit, NO_INTERRUPT, type Offers } from './offers.js';

/** The system registers of a CPU interface that can be read. */
export type ReadableRegister =
  | 'ICC_IAR1_EL1'
  | 'ICC_HPPIR1_EL1'
  | 'ICC_RPR_EL1'
  | 'ICC_PMR_EL1'
  | 'ICC_BPR1_EL1'
  | 'ICC_CTLR_EL1'
  | 'ICC_IGRPEN1_EL1'
  | 'ICC_AP1R0_EL1';

/** The system registers of a CPU interface that can be written. */
export type WritableRegister =
  | 'ICC_EOIR1_EL1'
  | 'ICC_DIR_EL1'
  | 'ICC_PMR_EL1'
  | 'ICC_BPR1_EL1'
  | 'ICC_CTLR_EL1'
  | 'ICC_IGRPEN1_EL1'
  | 'ICC_AP1R0_EL1';

const IDLE_PRIORITY = 0xff;
const PRIORITY_BITS = 0xf8;
const LEAST_BINARY_POINT = 3;
const ENABLE_GRP1 = 2;
const EOI_MODE_BIT = 2;
/** ICC_CTLR_EL1: A3V, and five priority bits in PRIbits. */
const CTLR_CONSTANT = (1 << 15) | (4 << 8);

/** The CPU interfaces of all PEs. Its methods expect that the caller holds the lock, and that the PE exists. */
export class CpuInterfaces {
  protected readonly memory: GicMemory;
  protected readonly interrupts: Interrupts;
  protected readonly offers: Offers;

  constructor(memory: GicMemory, interrupts: Interrupts, offers: Offers) {
    this.memory = memory;
    this.interrupts = interrupts;
    this.offers = offers;
  }

  read(pe: number, register: ReadableRegister): number {
    switch (register) {
      case 'ICC_IAR1_EL1':
        return this.acknowledge(pe);
      case 'ICC_HPPIR1_EL1':
        return this.highestPending(pe);
      case 'ICC_RPR_EL1':
        return this.runningPriority(pe);
      case 'ICC_PMR_EL1':
        return this.get(pe, PMR);
      case 'ICC_BPR1_EL1':
        return this.get(pe, BPR1);
      case 'ICC_CTLR_EL1':
        return CTLR_CONSTANT | (this.get(pe, EOI_MODE) * EOI_MODE_BIT);
      case 'ICC_IGRPEN1_EL1':
        return this.get(pe, IGRPEN1);
      case 'ICC_AP1R0_EL1':
        return this.get(pe, AP1R0) >>> 0;
    }
  }

  write(pe: number, register: WritableRegister, value: number): void {
    switch (register) {
      case 'ICC_EOIR1_EL1':
        return this.endOfInterrupt(pe, value & 0xff_ffff);
      case 'ICC_DIR_EL1':
        return this.deactivate(pe, value & 0xff_ffff);
      case 'ICC_PMR_EL1':
        return this.put(pe, PMR, value & PRIORITY_BITS);
      case 'ICC_BPR1_EL1':
        return this.put(pe, BPR1, Math.max(value & 7, LEAST_BINARY_POINT));
      case 'ICC_CTLR_EL1':
        return this.put(pe, EOI_MODE, (value & EOI_MODE_BIT) === 0 ? 0 : 1);
      case 'ICC_IGRPEN1_EL1':
        return this.put(pe, IGRPEN1, value & 1);
      case 'ICC_AP1R0_EL1':
        return this.put(pe, AP1R0, value);
    }
  }

  /** As reset leaves it. */
  reset(pe: number): void {
    for (const field of [PMR, IGRPEN1, EOI_MODE, AP1R0]) this.put(pe, field, 0);
    this.put(pe, BPR1, LEAST_BINARY_POINT);
  }

  /** Tells every PE whether its interrupt request is asserted, and wakes who waits for it. */
  publishSignals(): void {
    for (let pe = 0; pe < this.memory.size.peCount; pe += 1) {
      const signal = this.deliverable(pe) === NO_INTERRUPT ? 0 : 1;
      if (this.get(pe, SIGNAL) === signal) continue;
      this.put(pe, SIGNAL, signal);
      if (signal === 1) Atomics.notify(this.memory.words, this.memory.cpuWord(pe, SIGNAL));
    }
  }

  /** The INTID that an acknowledge would give: enabled, above the mask, and above what runs. */
  protected deliverable(pe: number): number {
    const intId = this.highestPending(pe);
    const bank = this.memory.bankOf(pe, intId);
    if (bank === undefined) return NO_INTERRUPT;
    const priority = this.interrupts.readPriority(bank, intId & 31);
    if (priority >= this.get(pe, PMR)) return NO_INTERRUPT;
    const running = this.runningPriority(pe);
    const preempts = running === IDLE_PRIORITY || this.groupPriority(pe, priority) < this.groupPriority(pe, running);
    return preempts ? intId : NO_INTERRUPT;
  }

  protected highestPending(pe: number): number {
    const isOpen = this.get(pe, IGRPEN1) === 1 && (this.memory.get(GROUP_ENABLES) & ENABLE_GRP1) !== 0;
    return isOpen ? this.offers.highest(pe) : NO_INTERRUPT;
  }

  protected runningPriority(pe: number): number {
    const active = this.get(pe, AP1R0);
    return active === 0 ? IDLE_PRIORITY : lowestBit(active) << 3;
  }

  protected acknowledge(pe: number): number {
    const intId = this.deliverable(pe);
    const bank = this.memory.bankOf(pe, intId);
    if (bank === undefined) return NO_INTERRUPT;
    const priority = this.groupPriority(pe, this.interrupts.readPriority(bank, intId & 31));
    this.put(pe, AP1R0, this.get(pe, AP1R0) | (1 << (priority >> 3)));
    this.interrupts.acknowledge(bank, 1 << (intId & 31));
    return intId;
  }

  /**
   * Ends what runs. Of what was not acknowledged, which the architecture leaves UNPREDICTABLE: with nothing running it
   * is ignored, otherwise the running priority drops and the INTID that was written is deactivated.
   */
  protected endOfInterrupt(pe: number, intId: number): void {
    const bank = this.memory.bankOf(pe, intId);
    const active = this.get(pe, AP1R0);
    if (bank === undefined || active === 0) return;
    this.put(pe, AP1R0, active & (active - 1));
    if (this.get(pe, EOI_MODE) === 0) this.interrupts.deactivate(bank, 1 << (intId & 31));
  }

  protected deactivate(pe: number, intId: number): void {
    const bank = this.memory.bankOf(pe, intId);
    if (bank === undefined || this.get(pe, EOI_MODE) === 0) return;
    this.interrupts.deactivate(bank, 1 << (intId & 31));
  }

  protected groupPriority(pe: number, priority: number): number {
    return priority & (0xff << this.get(pe, BPR1)) & 0xff;
  }

  protected get(pe: number, field: number): number {
    return this.memory.get(this.memory.cpuWord(pe, field));
  }

  protected put(pe: number, field: number, value: number): void {
    this.memory.set(this.memory.cpuWord(pe, field), value);
  }
}
