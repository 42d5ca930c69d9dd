import { spiFromIntId } from '../../impl/index.js';
import type { Target } from '../../model/index.js';
import { ppiLine, spiLine } from '../system/ioctl.js';
import type { VgicMachine, VgicSize } from '../vgic/create.js';
import { injectionOf, type Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { wordOf } from '../vgic/registers.js';
import type { CachedRegisters } from './cached-registers.js';

/** The wires that the runs of a subject drive: those of SPIs in the way that the run says, those of PPIs by KVM_IRQ_LINE. */
export class Wires {
  readonly #machine: VgicMachine;
  readonly #gic: KvmVgicV3;
  readonly #injection: Injection;
  readonly #registers: CachedRegisters;

  /** @param registers - those of the machine, which tell how an SPI is triggered */
  constructor(machine: VgicMachine, size: VgicSize, injection: Partial<Injection>, registers: CachedRegisters) {
    this.#machine = machine;
    this.#gic = KvmVgicV3.of(machine, size, injection);
    this.#injection = injectionOf(injection);
    this.#registers = registers;
  }

  drive(to: Target, level: boolean): void {
    if (to.intId < 32) this.#machine.vm.irqLine(irqOf(to), level);
    else this.#gic.setSpiLevel(spiFromIntId(to.intId), level);
  }

  /** By an irqfd only for an edge: no irqfd would lower a level again (K9). */
  pulse(to: Target): void {
    const isSpi = to.intId >= 32;
    if (isSpi && (this.#injection.pulses === 'irqLine' || this.#isEdge(to.intId))) {
      return this.#gic.pulseSpi(spiFromIntId(to.intId));
    }
    this.#machine.vm.irqLine(irqOf(to), true);
    this.#machine.vm.irqLine(irqOf(to), false);
  }

  /**
   * To be called after each action. The model's line is what its device drives; KVM lowers one that an irqfd raised at the
   * end of its interrupt, and it is raised again here. Whatever else moves a line, LEVEL_INFO or a change of the trigger,
   * counts as its device's doing from then on.
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

  #isEdge(intId: number): boolean {
    return ((this.#registers.read(wordOf('ICFGR', intId, 0)) >>> (2 * (intId % 16))) & 2) !== 0;
  }
}

/** The `irq` of KVM_IRQ_LINE. */
export function irqOf({ pe, intId }: Target): number {
  return intId < 32 ? ppiLine(pe, intId) : spiLine(intId);
}
