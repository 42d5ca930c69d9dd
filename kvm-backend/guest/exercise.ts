import { spiFromIntId } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import { lineLevels, readVgic, wordOf, writeVgic } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';

/** What KVM's vGICv3 as a `Gic` does where a test cannot reach it: for the tests that run it in another machine. */
export interface GicExercise {
  /** ISPENDR of INTIDs 32 to 63 after a pulse of INTID 33 by KVM_IRQ_LINE, and of 34 by an irqfd. */
  readonly pulsed: readonly [irqLine: number, irqfd: number];
  /** Pending, by level-triggered INTID 35 high and then low. */
  readonly levels: readonly [high: boolean, low: boolean];
  /** Codes of the errors, by what was tried. */
  readonly refusals: Readonly<Record<string, string>>;
  /** Whether a vGIC that was restored from another's state saves the same bytes. */
  readonly restoredAlike: boolean;
}

const SIZE = { vcpuCount: 2, spiCount: 64 } as const;
const first = spiFromIntId(33);
const second = spiFromIntId(34);
const level = spiFromIntId(35);

/** Uses a vGICv3 in every way that a device does. */
export function exerciseGic(kvm: Kvm): GicExercise {
  const [byLine, byIrqfd, fresh] = [
    KvmVgicV3.create(kvm, SIZE),
    KvmVgicV3.create(kvm, SIZE, 'irqfd'),
    KvmVgicV3.create(kvm, SIZE),
  ];
  const small = KvmVgicV3.create(kvm, { vcpuCount: 1, spiCount: 32 });
  try {
    byLine.pulseSpi(first);
    byIrqfd.pulseSpi(second);
    const pulsed = [latches(byLine), latches(byIrqfd)] as const;
    for (const gic of [byLine, byIrqfd]) makeLevel(gic, level.raw);
    byLine.setSpiLevel(level, true);
    const high = lineOf(byLine, level.raw);
    const saved = byLine.saveState();
    fresh.restoreState(saved);
    const restoredAlike = Buffer.from(fresh.saveState()).equals(Buffer.from(saved));
    byLine.setSpiLevel(level, false);
    const refusals = {
      'an SPI that KVM never has': codeOf(() => byLine.pulseSpi(spiFromIntId(992))),
      'an SPI beyond this vGIC': codeOf(() => byIrqfd.pulseSpi(spiFromIntId(96))),
      'a level of an SPI beyond this vGIC': codeOf(() => byLine.setSpiLevel(spiFromIntId(96), true)),
      'an irqfd pulse of a level-triggered SPI': codeOf(() => byIrqfd.pulseSpi(level)),
      'a state of another size': codeOf(() => small.restoreState(saved)),
      'half a state': codeOf(() => fresh.restoreState(saved.subarray(0, 100))),
    };
    return { pulsed, levels: [high, lineOf(byLine, level.raw)], refusals, restoredAlike };
  } finally {
    for (const gic of [byLine, byIrqfd, fresh, small]) gic.close();
  }
}

function latches(gic: KvmVgicV3): number {
  return readVgic(gic.device, wordOf('ISPENDR', 32, 0));
}

function makeLevel(gic: KvmVgicV3, intId: number): void {
  const register = wordOf('ICFGR', intId, 0);
  writeVgic(gic.device, register, readVgic(gic.device, register) & ~(2 << (2 * (intId % 16))));
}

/** The level-triggered line as LEVEL_INFO shows it. */
function lineOf(gic: KvmVgicV3, intId: number): boolean {
  return ((readVgic(gic.device, lineLevels(0, 1)) >>> (intId % 32)) & 1) === 1;
}

function codeOf(call: () => void): string {
  try {
    call();
    return 'nothing thrown';
  } catch (error) {
    if (error instanceof IrqlineError) return error.code;
    throw error;
  }
}
