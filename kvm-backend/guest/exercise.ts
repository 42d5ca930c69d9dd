import { spiFromIntId } from '../../impl/index.js';
import { IrqlineError } from '../../spec/errors.js';
import type { VgicSize } from '../vgic/create.js';
import type { Injection } from '../vgic/injection.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { hasLatch, isLineHigh, makeLevel } from './inspect.js';

/** What KVM's vGICv3 as a `Gic` does where a test cannot reach it: for the tests that run it in another machine. */
export interface GicExercise {
  /** For each way to inject: what a pulse and a level lead to, on the first SPI and on the last that KVM can have. */
  readonly signals: Readonly<Record<Injection['pulses'], Signals>>;
  /** Codes of the errors, by what was tried. */
  readonly refusals: Readonly<Record<string, string>>;
  /** Whether a vGIC that was restored from another's state saves the same bytes. */
  readonly restoredAlike: boolean;
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

const byIrqLine: Injection = { pulses: 'irqLine', levels: 'irqLine' };
const byIrqfd: Injection = { pulses: 'irqfd', levels: 'irqfd' };

/** Uses a vGICv3 in every way that a device does. */
export function exerciseGic(kvm: Kvm): GicExercise {
  return {
    signals: { irqLine: signalsOf(kvm, byIrqLine), irqfd: signalsOf(kvm, byIrqfd) },
    refusals: { ...absentSpis(kvm, byIrqLine), ...absentSpis(kvm, byIrqfd), ...foreignStates(kvm), ...halfWay(kvm) },
    restoredAlike: isRestoredAlike(kvm),
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

function withGic<T>(gic: KvmVgicV3, use: (gic: KvmVgicV3) => T): T {
  try {
    return use(gic);
  } finally {
    gic.close();
  }
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
