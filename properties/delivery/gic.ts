import { SoftGic, type Gic, type Spi } from '../../impl/index.js';
import { Interrupts } from '../../impl/soft-gic/interrupts.js';
import { ACTIVE, GicMemory, LATCH, LINE } from '../../impl/soft-gic/memory.js';
import type { Profile } from '../../model/index.js';
import { distributorOffset, gicRegisters } from '../../spec/gicv3.js';

/**
 * A GIC to which every assertion is an edge, also one of a line that is high already: KVM_IRQ_LINE latches an
 * edge-triggered interrupt whatever the level was (vgic_validate_injection of Linux, arch/arm64/kvm/vgic/vgic.c).
 * Lowered and raised within one call, and so inside the GIC's own lock.
 */
class EveryAssertionAnEdge extends Interrupts {
  override drive(bank: number, mask: number, level: boolean): void {
    if (level) super.drive(bank, mask, false);
    super.drive(bank, mask, level);
  }
}

/** A device's way to its GIC. While it is deaf, signals go nowhere and nobody is told. */
export class GicPath implements Gic {
  isDeaf = false;
  readonly #gic: Gic;

  constructor(gic: Gic) {
    this.#gic = gic;
  }

  pulseSpi(spi: Spi): void {
    if (!this.isDeaf) this.#gic.pulseSpi(spi);
  }

  setSpiLevel(spi: Spi, level: boolean): void {
    if (!this.isDeaf) this.#gic.setSpiLevel(spi, level);
  }

  saveState(): Uint8Array {
    return this.#gic.saveState();
  }

  restoreState(state: Uint8Array): void {
    this.#gic.restoreState(state);
  }
}

/** What a GIC knows of one SPI. */
export interface SpiView {
  readonly line: boolean;
  readonly latch: boolean;
  readonly active: boolean;
}

/** A SoftGic with one PE, on which this SPI is configured as the profile says, and everything is enabled. */
export function gicFor({ trigger, detector }: Pick<Profile, 'trigger' | 'detector'>, spi: Spi): SoftGic {
  const gic = new SoftGic(
    { peCount: 1, spiCount: 32 },
    detector === 'assert' ? { interrupts: (memory, offers) => new EveryAssertionAnEdge(memory, offers) } : {},
  );
  const bit = 1 << (spi.raw & 31);
  gic.writeDistributor(GICD_CTLR, 4, ENABLE_GRP1);
  gic.writeDistributor(GICD_IGROUPR1, 4, bit);
  gic.writeDistributor(GICD_ICFGR2, 4, trigger === 'edge' ? 0xaaaa_aaaa : 0);
  gic.writeDistributor(GICD_ISENABLER1, 4, bit);
  gic.writeRegister(0, 'ICC_PMR_EL1', 0xff);
  gic.writeRegister(0, 'ICC_IGRPEN1_EL1', 1);
  return gic;
}

/** What the guest does that clears the latch of this SPI. */
export const clearPending = (gic: SoftGic, spi: Spi): void =>
  gic.writeDistributor(GICD_ICPENDR1, 4, 1 << (spi.raw & 31));

const { GICD_CTLR } = gicRegisters;
const GICD_IGROUPR1 = distributorOffset('IGROUPR', 32);
const GICD_ISENABLER1 = distributorOffset('ISENABLER', 32);
const GICD_ICPENDR1 = distributorOffset('ICPENDR', 32);
const GICD_ICFGR2 = distributorOffset('ICFGR', 32);
const ENABLE_GRP1 = 2;

/** Looks at an SPI past the registers, which tell latch and line only together. */
export function spiViewer(gic: SoftGic, spi: Spi): () => SpiView {
  const memory = new GicMemory(gic.share().memory);
  const bank = memory.bankOf(0, spi.raw);
  if (bank === undefined) throw new Error('the GIC was made with this SPI');
  const mask = 1 << (spi.raw & 31);
  const isSet = (bitmap: number): boolean => (memory.get(memory.bankWord(bank, bitmap)) & mask) !== 0;
  return () => ({ line: isSet(LINE), latch: isSet(LATCH), active: isSet(ACTIVE) });
}
