import { SoftGic } from '../../../impl/index.js';
import type { GicState } from '../../../impl/soft-gic/saved-gic.js';

type Bank = GicState['banks'][number];
type Cpu = GicState['cpuInterfaces'][number];

/** A SoftGic whose saved state is changed on its way out or in. */
abstract class EditedState extends SoftGic {
  override saveState(): Uint8Array {
    return edit(super.saveState(), (body) => ({ ...body, banks: body.banks.map((bank) => this.onSave(bank)) }));
  }

  override restoreState(state: Uint8Array): void {
    const old = (JSON.parse(new TextDecoder().decode(super.saveState())) as { readonly body: GicState }).body.banks;
    const changed = edit(state, (body) => ({
      ...body,
      banks: body.banks.map((bank, index) => this.onRestore(bank, old[index] ?? bank, index - body.peCount)),
      cpuInterfaces: this.onRestoreOfCpus(body.cpuInterfaces),
    }));
    super.restoreState(changed);
  }

  protected onSave(bank: Bank): Bank {
    return bank;
  }

  /** @param _word - which 32 SPIs the bank has, from 0; below 0 it has PPIs */
  protected onRestore(bank: Bank, _old: Bank, _word: number): Bank {
    return bank;
  }

  protected onRestoreOfCpus(cpus: readonly Cpu[]): readonly Cpu[] {
    return cpus;
  }
}

function edit(state: Uint8Array, change: (body: GicState) => GicState): Uint8Array {
  const envelope = JSON.parse(new TextDecoder().decode(state)) as { readonly body: GicState };
  const body = change(envelope.body);
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

/** The CPU interface of the first PE is restored into all of them. */
export class FirstPeForAll extends EditedState {
  protected override onRestoreOfCpus(cpus: readonly Cpu[]): readonly Cpu[] {
    return cpus.map((cpu) => cpus[0] ?? cpu);
  }
}

/** ICC_BPR1_EL1 is not among what is restored. */
export class BinaryPointNotRestored extends EditedState {
  protected override onRestoreOfCpus(cpus: readonly Cpu[]): readonly Cpu[] {
    return cpus.map((cpu) => ({ ...cpu, ICC_BPR1_EL1: 3 }));
  }
}

/** Of GICD_IROUTER the affinity is restored, and Interrupt_Routing_Mode is not. */
export class RoutingModeNotRestored extends EditedState {
  protected override onRestore(bank: Bank): Bank {
    return { ...bank, any: 0 };
  }
}

/** Latches are restored for as many interrupts as some older version had. */
export class UpperHalfNotRestored extends EditedState {
  protected override onRestore(bank: Bank, _old: Bank, word: number): Bank {
    return word < 15 ? bank : { ...bank, latch: 0 };
  }
}
