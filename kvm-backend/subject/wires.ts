import { spiFromIntId, type Spi } from '../../impl/index.js';
import type { Target } from '../../model/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { ppiLine, spiLine } from '../system/ioctl.js';
import type { VgicMachine, VgicSize } from '../vgic/create.js';
import { injectionOf, type Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';

/** The wires that the runs of a subject drive: those of SPIs in the way that the run says, those of PPIs by KVM_IRQ_LINE. */
export class Wires {
  readonly #machine: VgicMachine;
  readonly #gic: KvmVgicV3;
  readonly #injection: Injection;

  constructor(machine: VgicMachine, size: VgicSize, injection: Partial<Injection>) {
    this.#machine = machine;
    this.#gic = KvmVgicV3.of(machine, size, injection);
    this.#injection = injectionOf(injection);
  }

  drive(to: Target, level: boolean): void {
    if (to.intId < 32) this.#machine.vm.irqLine(irqOf(to), level);
    else this.#gic.setSpiLevel(spiFromIntId(to.intId), level);
  }

  /** One that can be seen to be level-triggered is pulsed by KVM_IRQ_LINE in any case: no irqfd is for it (K9). */
  pulse(to: Target): void {
    if (to.intId >= 32 && this.#pulsesSpi(spiFromIntId(to.intId))) return;
    this.#machine.vm.irqLine(irqOf(to), true);
    this.#machine.vm.irqLine(irqOf(to), false);
  }

  /**
   * To be called after each action, while no vCPU runs. The model's line is what its device drives; KVM lowers one that an
   * irqfd raised at the end of its interrupt, and it is raised again here. Whatever else moves a line, LEVEL_INFO or a
   * change of the trigger, counts as its device's doing from then on.
   */
  settle(): void {
    if (this.#injection.levels === 'irqLine') return;
    this.#gic.resample();
    this.#gic.assumeLevels();
  }

  saveState(): Uint8Array {
    return this.#gic.saveState();
  }

  restoreState(state: Uint8Array): void {
    this.#gic.restoreState(state);
  }

  #pulsesSpi(spi: Spi): boolean {
    try {
      this.#gic.pulseSpi(spi);
      return true;
    } catch (error) {
      if (error instanceof IrqlineError && error.code === 'KVM_IRQFD_LEVEL') return false;
      throw error;
    }
  }
}

/** The `irq` of KVM_IRQ_LINE. */
function irqOf({ pe, intId }: Target): number {
  return intId < 32 ? ppiLine(pe, intId) : spiLine(intId);
}
