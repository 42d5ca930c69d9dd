import { spiFromIntId } from '../../impl/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import type { AgentCommand } from '../agent/operations.js';
import { Eventfd } from '../system/descriptor.js';
import { spiLine } from '../system/ioctl.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { openGic } from '../agent/driver.js';
import { isLineHigh } from './inspect.js';

/** What becomes of a level-triggered line whose interrupts a guest ends: how KVM's resamplefd works, and what without. */
export interface ResampleExercise {
  /** The device drives it high throughout: the line, after an end, and after `resample`. */
  readonly heldHigh: readonly [afterEnd: boolean, afterResample: boolean];
  /** What the guest acknowledges next, by whether anybody resampled. */
  readonly next: Readonly<Record<'unresampled' | 'resampled', number>>;
  /** How many SPIs `resample` raises when the device lowered the line within the handler. */
  readonly raisedWhenLowered: number;
  /** The line of a vGIC that was restored from a state saved after an end that nobody had resampled. */
  readonly restoredHigh: boolean;
  /** What the guest acknowledges after one signal of an irqfd without a resamplefd, one end after the other. */
  readonly storm: readonly number[];
  /** And after the line was lowered by KVM_IRQ_LINE. */
  readonly afterStorm: number;
}

const SPI = spiFromIntId(48);
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;
const ROUNDS = 6;

const acknowledge: AgentCommand = { operation: 'readIAR1' };
const end: AgentCommand = { operation: 'writeEOIR1', value: SPI.raw };

/** Shows what an end of interrupt does to a line that an irqfd raised. */
export function exerciseResample(kvm: Kvm): ResampleExercise {
  return { ...heldHigh(kvm), raisedWhenLowered: lowered(kvm), restoredHigh: restored(kvm), ...storm(kvm) };
}

function heldHigh(kvm: Kvm): Pick<ResampleExercise, 'heldHigh' | 'next'> {
  return withGuest(kvm, (agent, gic) => {
    gic.setSpiLevel(SPI, true);
    agent.run(0, [acknowledge, end]);
    const afterEnd = isLineHigh(gic.device, SPI);
    const [unresampled = 0] = agent.run(0, [acknowledge]);
    gic.resample();
    const afterResample = isLineHigh(gic.device, SPI);
    const [resampled = 0] = agent.run(0, [acknowledge]);
    return { heldHigh: [afterEnd, afterResample], next: { unresampled, resampled } };
  });
}

function lowered(kvm: Kvm): number {
  return withGuest(kvm, (agent, gic) => {
    gic.setSpiLevel(SPI, true);
    agent.run(0, [acknowledge]);
    gic.setSpiLevel(SPI, false);
    agent.run(0, [end]);
    return gic.resample().length;
  });
}

function restored(kvm: Kvm): boolean {
  const saved = withGuest(kvm, (agent, gic) => {
    gic.setSpiLevel(SPI, true);
    agent.run(0, [acknowledge, end]);
    return gic.saveState();
  });
  return withGuest(kvm, (_agent, gic) => {
    gic.restoreState(saved);
    return isLineHigh(gic.device, SPI);
  });
}

/** Nothing lowers a line that an irqfd without a resamplefd raised: why `KVM_IRQFD_LEVEL` is an error. */
function storm(kvm: Kvm): Pick<ResampleExercise, 'storm' | 'afterStorm'> {
  return withGuest(kvm, (agent, { machine: { vm } }) => {
    const eventfd = vm.own(Eventfd.open());
    vm.assignIrqfd(SPI.fdtCellOffset, eventfd);
    eventfd.signal();
    const taken = Array.from({ length: ROUNDS }, () => agent.run(0, [acknowledge, end])[0] ?? 0);
    vm.irqLine(spiLine(SPI.raw), false);
    return { storm: taken, afterStorm: agent.run(0, [acknowledge])[0] ?? 0 };
  });
}

function withGuest<T>(kvm: Kvm, use: (agent: AgentMachine, gic: KvmVgicV3) => T): T {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    agent.run(0, openGic([SPI], 'level'));
    return use(agent, KvmVgicV3.of(agent.machine, SIZE, { levels: 'irqfd' }));
  } finally {
    agent.close();
  }
}
