import { FIRST_SPI } from '../../impl/int-id.js';
import type { GicConfig, Route } from '../../model/index.js';
import { distributorOffset, interruptRegisters, SGI_BASE } from '../../spec/gicv3.js';
import type { BankWords } from '../subject/interrupt-bank.js';
import { GICD_BASE, GICR_BASE, GICR_STRIDE } from '../vgic/create.js';
import { wordStarts, type ArrayRegister } from '../vgic/registers.js';
import type { QemuMachine } from './machine.js';

const GICD_IROUTER = GICD_BASE + interruptRegisters.IROUTER.offset;

/** What changes without being written. */
const moving = ['ISPENDR', 'ISACTIVER'] as const;
const configured = ['ISENABLER', 'IGROUPR', 'ICFGR', 'IPRIORITYR'] as const;

/** The register frames of QEMU's GIC, read in one go, so that a view can be made of them. */
export class FrameRegisters implements BankWords {
  readonly #machine: QemuMachine;
  /** Addresses of words, of eight bytes where it is GICD_IROUTER. */
  readonly #moving: readonly number[];
  readonly #configured: readonly number[];
  readonly #values = new Map<number, number>();

  constructor(machine: QemuMachine, { peCount, spiCount }: GicConfig) {
    this.#machine = machine;
    const pes = Array.from({ length: peCount }, (_, pe) => pe);
    const end = FIRST_SPI + spiCount;
    const words = (name: ArrayRegister): readonly number[] => [
      ...pes.flatMap((pe) => wordStarts(name, 0, FIRST_SPI).map((intId) => addressOf(name, intId, pe))),
      ...wordStarts(name, FIRST_SPI, end).map((intId) => addressOf(name, intId, 0)),
    ];
    const spis = Array.from({ length: spiCount }, (_, index) => FIRST_SPI + index);
    this.#moving = moving.flatMap(words);
    this.#configured = [...configured.flatMap(words), ...spis.map(routerOf)];
  }

  /** Reads what may have changed since the last time: what nothing but a write changes is read once, until it is forgotten. */
  async refresh(): Promise<void> {
    const unknown = this.#configured.filter((address) => !this.#values.has(address));
    const addresses = [...this.#moving, ...unknown];
    const lines = addresses.map(
      (address) => `${address >= GICD_IROUTER && address < GICR_BASE ? 'readq' : 'readl'} ${address}`,
    );
    const values = await this.#machine.qtest(lines);
    for (const [index, address] of addresses.entries()) this.#values.set(address, values[index] ?? 0);
  }

  /** What was written to may read otherwise from now on. @param interrupt - whose fields; left out: everything */
  forget(interrupt?: { readonly intId: number; readonly pe?: number }): void {
    if (interrupt === undefined) return this.#values.clear();
    const { intId, pe = 0 } = interrupt;
    for (const name of configured) this.#values.delete(addressOf(name, intId, pe));
    this.#values.delete(routerOf(intId));
  }

  pending(intId: number, pe: number): number {
    return this.word('ISPENDR', intId, pe);
  }

  active(intId: number, pe: number): number {
    return this.word('ISACTIVER', intId, pe);
  }

  word(name: ArrayRegister, intId: number, pe: number): number {
    return this.#values.get(addressOf(name, intId, pe)) ?? 0;
  }

  /** Interrupt_Routing_Mode and the reserved bits, which QEMU keeps and ignores, are left out: `qemu-router-keeps-all-bits`. */
  route(intId: number): Route {
    const value = this.#values.get(routerOf(intId)) ?? 0;
    return (Math.floor(value / 2 ** 32) & 0xff) * 2 ** 24 + (value % 2 ** 24);
  }
}

function addressOf(name: ArrayRegister, intId: number, pe: number): number {
  const frame = intId < FIRST_SPI ? GICR_BASE + pe * GICR_STRIDE + SGI_BASE : GICD_BASE;
  return frame + (distributorOffset(name, intId) & ~3);
}

const routerOf = (intId: number): number => GICD_BASE + distributorOffset('IROUTER', intId);
