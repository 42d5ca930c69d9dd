import { SoftGic } from '../../../impl/index.js';
import type { GicState } from '../../../impl/soft-gic/saved-gic.js';

type Bank = GicState['banks'][number];

/** A SoftGic whose saved banks are changed on their way out or in. */
abstract class EditedState extends SoftGic {
  override saveState(): Uint8Array {
    return edit(super.saveState(), (bank) => this.onSave(bank));
  }

  override restoreState(state: Uint8Array): void {
    const old = (JSON.parse(new TextDecoder().decode(super.saveState())) as { readonly body: GicState }).body.banks;
    super.restoreState(edit(state, (bank, index) => this.onRestore(bank, old[index] ?? bank)));
  }

  protected onSave(bank: Bank): Bank {
    return bank;
  }

  protected onRestore(bank: Bank, _old: Bank): Bank {
    return bank;
  }
}

function edit(state: Uint8Array, change: (bank: Bank, index: number) => Bank): Uint8Array {
  const envelope = JSON.parse(new TextDecoder().decode(state)) as { readonly body: GicState };
  const body = { ...envelope.body, banks: envelope.body.banks.map(change) };
  return new TextEncoder().encode(JSON.stringify({ ...envelope, body }));
}

const or = (left: number, right: number): number => (left | right) >>> 0;

/** Enable and active bits that are set in the GIC survive a restore that has them clear. */
export class RestoreSetsOnly extends EditedState {
  protected override onRestore(bank: Bank, old: Bank): Bank {
    return {
      ...bank,
      ISENABLER: or(bank.ISENABLER, old.ISENABLER),
      ISACTIVER: or(bank.ISACTIVER, old.ISACTIVER),
    };
  }
}

/** Latches are restored before the triggers: those of interrupts that are level-triggered until then are dropped. */
export class LatchBeforeTrigger extends EditedState {
  protected override onRestore(bank: Bank, old: Bank): Bank {
    return { ...bank, latch: (bank.latch & old.edge) >>> 0 };
  }
}

/** A high level is saved as a latch. */
export class LevelSavedAsLatch extends EditedState {
  protected override onSave(bank: Bank): Bank {
    return { ...bank, latch: or(bank.latch, bank.line & ~bank.edge) };
  }
}

/** Latches that are set in the GIC survive a restore that has them clear. */
export class RestoreKeepsLatches extends EditedState {
  protected override onRestore(bank: Bank, old: Bank): Bank {
    return { ...bank, latch: or(bank.latch, old.latch) };
  }
}

/** The two halves of the lines are exchanged. */
export class LinesHalvesExchanged extends EditedState {
  protected override onSave(bank: Bank): Bank {
    // A bank of PPIs has no lower half.
    if (
      (bank.line & 0xffff) === 0 &&
      bank.any === 0 &&
      bank.IPRIORITYR.slice(0, 16).every((priority) => priority === 0)
    ) {
      return bank;
    }
    return { ...bank, line: or(bank.line >>> 16, bank.line << 16) };
  }
}
