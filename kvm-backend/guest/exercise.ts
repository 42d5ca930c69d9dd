import { decodeState, encodeState, spiFromIntId } from '../../impl/index.js';
import type { VgicSize } from '../vgic/create.js';
import type { Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { cpuInterface, wordOf, writeVgic } from '../vgic/registers.js';
import { partsOf, savedVgicFormat } from '../vgic/state.js';
import { codeOf } from './code-of.js';
import { hasLatch, isLineHigh, makeEdge, makeLevel } from './inspect.js';

/** What KVM's vGICv3 as a `Gic` does where a test cannot reach it: for the tests that run it in another machine. */
export interface GicExercise {
  /** For each way to inject: what a pulse and a level lead to, on the first SPI and on the last that KVM can have. */
  readonly signals: Readonly<Record<Injection['pulses'], Signals>>;
  /** Codes of the errors, by what was tried. */
  readonly refusals: Readonly<Record<string, string>>;
  /** Whether a vGIC that was restored from another's state saves the same bytes. */
  readonly restoredAlike: boolean;
  /** What comes of a state whose last register but few KVM refuses. */
  readonly refusedState: RefusedState;
}

interface RefusedState {
  readonly code: string;
  /** Whether the vGIC saves the same bytes afterwards as before. */
  readonly changedNothing: boolean;
  /** Whether a line is still high that KVM hides while its trigger is edge. */
  readonly hiddenLine: boolean;
}

interface Signals {
  /** Latches after a pulse of edge-triggered INTID 32, and of INTID 991. */
  readonly pulsed: readonly [first: boolean, last: boolean];
  /** The line of level-triggered INTID 991, when it is driven high and then low. */
  readonly level: readonly [high: boolean, low: boolean];
}

const SMALL: VgicSize = { vcpuCount: 1, spiCount: 32 };
const MEDIUM: VgicSize = { vcpuCount: 2, spiCount: 64 };
const LARGEST: VgicSize = { vcpuCount: 1, spiCount: 960 };
const first = spiFromIntId(32);
const last = spiFromIntId(991);
const beyondKvm = spiFromIntId(992);
const beyondMedium = spiFromIntId(96);
/** Of ICC_CTLR_EL1. */
const PRIBITS = 7 << 8;

const byIrqLine: Injection = { pulses: 'irqLine', levels: 'irqLine' };
const byIrqfd: Injection = { pulses: 'irqfd', levels: 'irqfd' };

/** Uses a vGICv3 in every way that a device does. */
export function exerciseGic(kvm: Kvm): GicExercise {
  return {
    signals: { irqLine: signalsOf(kvm, byIrqLine), irqfd: signalsOf(kvm, byIrqfd) },
    refusals: { ...absentSpis(kvm, byIrqLine), ...absentSpis(kvm, byIrqfd), ...foreignStates(kvm), ...halfWay(kvm) },
    restoredAlike: isRestoredAlike(kvm),
    refusedState: restoreRefused(kvm),
  };
}

function signalsOf(kvm: Kvm, injection: Injection): Signals {
  return withGic(KvmVgicV3.create(kvm, LARGEST, injection), (gic) => {
    for (const spi of [first, last]) gic.pulseSpi(spi);
    const pulsed = [hasLatch(gic.device, first), hasLatch(gic.device, last)] as const;
    makeLevel(gic.device, last);
    const levels = [true, false].map((level) => {
      gic.setSpiLevel(last, level);
      return isLineHigh(gic.device, last);
    });
    return { pulsed, level: [levels[0] === true, levels[1] === true] };
  });
}

function absentSpis(kvm: Kvm, injection: Injection): GicExercise['refusals'] {
  const { pulses, levels } = injection;
  return withGic(KvmVgicV3.create(kvm, LARGEST, injection), (largest) =>
    withGic(KvmVgicV3.create(kvm, MEDIUM, injection), (medium) => {
      makeLevel(medium.device, first);
      return {
        [`pulse by ${pulses} of an SPI that KVM never has`]: codeOf(() => largest.pulseSpi(beyondKvm)),
        [`level by ${levels} of an SPI that KVM never has`]: codeOf(() => largest.setSpiLevel(beyondKvm, true)),
        [`pulse by ${pulses} of an SPI beyond this vGIC`]: codeOf(() => medium.pulseSpi(beyondMedium)),
        [`level by ${levels} of an SPI beyond this vGIC`]: codeOf(() => medium.setSpiLevel(beyondMedium, true)),
        [`pulse by ${pulses} of a level-triggered SPI`]: codeOf(() => medium.pulseSpi(first)),
      };
    }),
  );
}

function foreignStates(kvm: Kvm): GicExercise['refusals'] {
  return withGic(KvmVgicV3.create(kvm, MEDIUM), (medium) =>
    withGic(KvmVgicV3.create(kvm, SMALL), (small) => {
      const saved = medium.saveState();
      return {
        'a state of another size': codeOf(() => small.restoreState(saved)),
        'half a state': codeOf(() => medium.restoreState(saved.subarray(0, 100))),
      };
    }),
  );
}

/** What fails when a part of it is there already, which must not stay behind. */
function halfWay(kvm: Kvm): GicExercise['refusals'] {
  const closed = KvmVgicV3.create(kvm, SMALL, byIrqfd);
  closed.close();
  return {
    'a number of SPIs that KVM refuses, once the VM is there': codeOf(() =>
      KvmVgicV3.create(kvm, { vcpuCount: 1, spiCount: 33 }).close(),
    ),
    'a level by irqfd when the VM is closed, once the eventfds are there': codeOf(() =>
      closed.setSpiLevel(first, true),
    ),
  };
}

function isRestoredAlike(kvm: Kvm): boolean {
  return withGic(KvmVgicV3.create(kvm, MEDIUM), (original) =>
    withGic(KvmVgicV3.create(kvm, MEDIUM), (fresh) => {
      original.pulseSpi(spiFromIntId(33));
      makeLevel(original.device, first);
      original.setSpiLevel(first, true);
      const saved = original.saveState();
      fresh.restoreState(saved);
      return isLineHigh(fresh.device, first) && Buffer.from(fresh.saveState()).equals(Buffer.from(saved));
    }),
  );
}

/** KVM refuses an ICC_CTLR_EL1 of more priorities than it has (K10), when nearly everything else is restored. */
function restoreRefused(kvm: Kvm): RefusedState {
  return withGic(KvmVgicV3.create(kvm, MEDIUM), (gic) =>
    withGic(KvmVgicV3.create(kvm, MEDIUM), (fresh) => {
      makeLevel(gic.device, first);
      gic.setSpiLevel(first, true);
      makeEdge(gic.device, first);
      gic.pulseSpi(spiFromIntId(33));
      for (const name of ['ISENABLER', 'ISACTIVER', 'IPRIORITYR'] as const)
        writeVgic(gic.device, wordOf(name, 64, 0), 0x50);
      writeVgic(gic.device, cpuInterface(0, 'ICC_PMR_EL1'), 0x80);
      const before = gic.saveState();
      const { values, ...shape } = decodeState(savedVgicFormat, fresh.saveState());
      const registers = partsOf(shape);
      const refused = cpuInterface(MEDIUM.vcpuCount - 1, 'ICC_CTLR_EL1');
      const at = registers.findIndex(
        ({ register }) => register.group === refused.group && register.attr === refused.attr,
      );
      const state = { ...shape, values: values.map((value, index) => (index === at ? value | PRIBITS : value)) };
      const code = codeOf(() => gic.restoreState(encodeState(savedVgicFormat, state)));
      const changedNothing = Buffer.from(gic.saveState()).equals(Buffer.from(before));
      makeLevel(gic.device, first);
      return { code, changedNothing, hiddenLine: isLineHigh(gic.device, first) };
    }),
  );
}

function withGic<T>(gic: KvmVgicV3, use: (gic: KvmVgicV3) => T): T {
  try {
    return use(gic);
  } finally {
    gic.close();
  }
}
