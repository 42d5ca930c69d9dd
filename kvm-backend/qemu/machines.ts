import { IrqlineError } from '../../spec/errors.js';
import { QemuGuest } from './guest.js';
import { QemuMachine } from './machine.js';

/** A machine with the guest agent in it. */
export interface Manned {
  readonly machine: QemuMachine;
  readonly guest: QemuGuest;
}

/** QEMU's machines, one for each number of PEs that was asked for: a machine serves run after run. */
export class QemuMachines {
  readonly #patienceMs: number;
  readonly #open = new Map<number, Manned>();
  #gone: IrqlineError | undefined;

  /** @param patienceMs - how long QEMU may take to answer */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Why a machine could not be had, the first time; nothing while they can. */
  get gone(): IrqlineError | undefined {
    return this.#gone;
  }

  /** A machine that is there; one that has ended is replaced. @throws IrqlineError QEMU_MISSING, QEMU_DIED, QEMU_SILENT */
  async ofSize(peCount: number): Promise<Manned> {
    const known = this.#open.get(peCount);
    if (known !== undefined && !known.machine.isGone) return known;
    try {
      const manned = await man(await QemuMachine.open(peCount, this.#patienceMs));
      this.#open.set(peCount, manned);
      return manned;
    } catch (error) {
      if (error instanceof IrqlineError) this.#gone ??= error;
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ machine }) => machine.close()));
    this.#open.clear();
  }
}

/** Loads the guest agent into a machine, or closes it. */
async function man(machine: QemuMachine): Promise<Manned> {
  try {
    return { machine, guest: await QemuGuest.load(machine) };
  } catch (error) {
    await machine.close();
    throw error;
  }
}
