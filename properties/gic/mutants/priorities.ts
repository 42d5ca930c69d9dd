import { CpuInterfaces } from '../../../impl/soft-gic/cpu-interfaces.js';
import { AP1R0, BPR1, PMR } from '../../../impl/soft-gic/memory.js';

const NO_INTERRUPT = 1023;
const IDLE_PRIORITY = 0xff;

/** CPU interfaces that decide otherwise whether an interrupt preempts what runs. */
abstract class PreemptsOtherwise extends CpuInterfaces {
  protected abstract preempts(pe: number, priority: number, running: number): boolean;

  protected override deliverable(pe: number): number {
    const intId = this.highestPending(pe);
    const bank = this.memory.bankOf(pe, intId);
    if (bank === undefined) return NO_INTERRUPT;
    const priority = this.interrupts.readPriority(bank, intId & 31);
    const running = this.runningPriority(pe);
    const isHeldBack = running !== IDLE_PRIORITY && !this.preempts(pe, priority, running);
    return priority >= this.get(pe, PMR) || isHeldBack ? NO_INTERRUPT : intId;
  }
}

/** A group priority is held against the running priority as it was set, which may be from another binary point. */
export class RunningPriorityUngrouped extends PreemptsOtherwise {
  protected override preempts(pe: number, priority: number, running: number): boolean {
    return this.groupPriority(pe, priority) < running;
  }
}

/** Any higher priority preempts, whatever the binary point. */
export class BinaryPointIgnored extends PreemptsOtherwise {
  protected override preempts(_pe: number, priority: number, running: number): boolean {
    return priority < running;
  }
}

/** The binary point of group 0, of which one bit more counts for the subpriority. */
export class BinaryPointOneTooHigh extends CpuInterfaces {
  protected override groupPriority(pe: number, priority: number): number {
    return priority & (0xff << (this.get(pe, BPR1) + 1)) & 0xff;
  }
}

/** The active priority is that of the interrupt, and not of its group. */
export class ActivePriorityUngrouped extends CpuInterfaces {
  protected override acknowledge(pe: number): number {
    const active = this.get(pe, AP1R0);
    const intId = super.acknowledge(pe);
    const bank = this.memory.bankOf(pe, intId);
    if (bank !== undefined) this.put(pe, AP1R0, active | (1 << (this.interrupts.readPriority(bank, intId & 31) >> 3)));
    return intId;
  }
}

/** The two lowest priorities share a bit with the third. */
export class LowestPrioritiesRounded extends CpuInterfaces {
  protected override acknowledge(pe: number): number {
    const active = this.get(pe, AP1R0);
    const intId = super.acknowledge(pe);
    const gained = this.get(pe, AP1R0) & ~active;
    if (gained >>> 30 !== 0) this.put(pe, AP1R0, active | (1 << 29));
    return intId;
  }
}

/** The end drops the priority that the interrupt has, which may have been written since, or grouped when it was taken. */
export class DropsByPriority extends CpuInterfaces {
  protected override endOfInterrupt(pe: number, intId: number): void {
    const active = this.get(pe, AP1R0);
    super.endOfInterrupt(pe, intId);
    const bank = this.memory.bankOf(pe, intId);
    if (bank === undefined || active === 0) return;
    this.put(pe, AP1R0, active & ~(1 << (this.interrupts.readPriority(bank, intId & 31) >> 3)));
  }
}
