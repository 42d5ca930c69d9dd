import { SharedLock } from '../../impl/index.js';
import { LATCH, LOCK, type GicMemory } from '../../impl/soft-gic/memory.js';
import type { Offers } from '../../impl/soft-gic/offers.js';
import { LoggedInterrupts } from './logged-interrupts.js';
import type { Recorder } from './recorder.js';

/**
 * A faulty GIC: a rising line reads the latches of its 32 neighbours, lets go of the lock, and writes them back. What
 * came in between to another line of the same register is undone: a pulse is lost, or an acknowledged one returns.
 * Triggers of one line alone do not show it, for the line's own critical section keeps them apart.
 */
export class TornInterrupts extends LoggedInterrupts {
  readonly #lock: SharedLock;
  readonly #meanwhile: () => void;

  /** @param meanwhile - what happens between the halves, besides what other threads do */
  constructor(memory: GicMemory, offers: Offers, recorders: ReadonlyMap<number, Recorder>, meanwhile: () => void) {
    super(memory, offers, recorders);
    this.#lock = new SharedLock(memory.words, LOCK);
    this.#meanwhile = meanwhile;
  }

  protected override driveUnlogged(bank: number, mask: number, level: boolean): void {
    if (!level) return super.driveUnlogged(bank, mask, level);
    const remembered = this.bitmap(bank, LATCH);
    this.#lock.release();
    this.#meanwhile();
    this.#lock.acquire();
    super.driveUnlogged(bank, mask, level);
    this.change(bank, () => this.assign(bank, LATCH, ~mask, remembered));
  }
}
