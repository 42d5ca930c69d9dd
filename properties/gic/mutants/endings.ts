import { CpuInterfaces } from '../../../impl/soft-gic/cpu-interfaces.js';
import { EOI_MODE } from '../../../impl/soft-gic/memory.js';

/** Knows what a PE has acknowledged and not ended. */
class RemembersWhatRuns extends CpuInterfaces {
  readonly #running: number[] = [];

  protected override acknowledge(pe: number): number {
    const intId = super.acknowledge(pe);
    if (intId < 1020) this.#running.push(intId);
    return intId;
  }

  protected override endOfInterrupt(pe: number, intId: number): void {
    super.endOfInterrupt(pe, intId);
    this.forget(intId);
  }

  protected runs(intId: number): boolean {
    return this.#running.includes(intId);
  }

  protected forget(intId: number): void {
    const at = this.#running.lastIndexOf(intId);
    if (at !== -1) this.#running.splice(at, 1);
  }
}

/** DIR waits for the EOIR, as software does: before it, nothing happens. */
export class EarlyDeactivateIgnored extends RemembersWhatRuns {
  protected override deactivate(pe: number, intId: number): void {
    if (!this.runs(intId)) super.deactivate(pe, intId);
  }
}

/** DIR before the EOIR stands for both. */
export class EarlyDeactivateEnds extends RemembersWhatRuns {
  protected override deactivate(pe: number, intId: number): void {
    if (this.runs(intId) && this.get(pe, EOI_MODE) === 1) this.endOfInterrupt(pe, intId);
    super.deactivate(pe, intId);
  }
}
