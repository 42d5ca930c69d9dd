import type { GicBehaviour } from './behaviour.js';
import type { Group, Trigger } from './fields.js';
import type { Interrupt } from './interrupt.js';
import type { GicConfig, Target } from './language.js';

export const FIRST_PPI = 16;
export const PPI_COUNT = 16;
export const FIRST_SPI = 32;
/** What IAR1 and HPPIR1 read when there is no interrupt. */
export const NO_INTERRUPT = 1023;
/** The first of the four special INTIDs. */
export const FIRST_SPECIAL = 1020;

/** ICH_LR<n>_EL2: an interrupt as the guest has it. */
export interface ListRegister {
  readonly intId: number;
  readonly pending: boolean;
  readonly active: boolean;
  readonly group: Group;
  readonly priority: number;
}

/** The CPU interface of one PE. */
export interface CpuInterface {
  /** ICC_PMR_EL1 */
  readonly priorityMask: number;
  /** ICC_BPR1_EL1 */
  readonly binaryPoint: number;
  /** ICC_IGRPEN1_EL1 */
  readonly groupEnabled: boolean;
  /** ICC_CTLR_EL1.EOImode */
  readonly splitEnd: boolean;
  /** ICC_AP1R0_EL1 */
  readonly activePriorities: number;
  /** Only with `forwarding: 'onEvent'`: the INTIDs that events have offered it, in order (K4). */
  readonly queue: readonly number[];
  /** What its list registers hold; undefined while its vCPU is not in the guest, and where there are none. */
  readonly listRegisters: readonly ListRegister[] | undefined;
  /** The INTIDs acknowledged here and not yet ended, the last one last: what EOIR may name. No register shows it. */
  readonly acknowledged: readonly number[];
}

/** A whole GIC. */
export interface Machine {
  readonly config: GicConfig;
  /** GICD_CTLR.EnableGrp0 */
  readonly enableGrp0: boolean;
  /** GICD_CTLR.EnableGrp1 */
  readonly enableGrp1: boolean;
  /** From INTID 32. */
  readonly spis: readonly Interrupt[];
  /** By PE, each from INTID 16. */
  readonly ppis: readonly (readonly Interrupt[])[];
  readonly cpuInterfaces: readonly CpuInterface[];
}

export interface GicState {
  readonly machine: Machine;
  /** What the last `save` remembered. */
  readonly saved: Machine | undefined;
}

/** An interrupt as reset leaves it. */
export const interruptAtReset = (trigger: Trigger, route: number, behaviour: GicBehaviour): Interrupt => ({
  trigger,
  line: false,
  latch: false,
  active: false,
  enabled: false,
  group: behaviour.reset.group,
  priority: 0,
  route,
});

/** The least value of ICC_BPR1_EL1: there is no group priority finer than the implemented bits. */
export const leastBinaryPoint = (behaviour: GicBehaviour): number => 8 - behaviour.priorityBits;

/** A GIC out of reset with every line low. */
export function machineAtReset(config: GicConfig): Machine {
  const { behaviour } = config;
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  return {
    config,
    enableGrp0: false,
    enableGrp1: false,
    spis: Array.from({ length: config.spiCount }, () => interruptAtReset(behaviour.reset.spiTrigger, 0, behaviour)),
    ppis: pes.map((pe) =>
      Array.from({ length: PPI_COUNT }, () => interruptAtReset(behaviour.reset.ppiTrigger, pe, behaviour)),
    ),
    cpuInterfaces: pes.map(() => ({
      priorityMask: 0,
      binaryPoint: leastBinaryPoint(behaviour),
      groupEnabled: false,
      splitEnd: false,
      activePriorities: 0,
      acknowledged: [],
      queue: [],
      listRegisters: undefined,
    })),
  };
}

/** The interrupt, or undefined if there is none of this INTID on this PE. */
export const interruptAt = (machine: Machine, { pe, intId }: Target): Interrupt | undefined =>
  intId >= FIRST_SPI ? machine.spis[intId - FIRST_SPI] : machine.ppis[pe]?.[intId - FIRST_PPI];

/** The interrupts that a PE can see and of which something holds: its own PPIs, then the SPIs, by INTID. */
export function interruptsWhere(
  machine: Machine,
  pe: number,
  holds: (interrupt: Interrupt, intId: number) => boolean,
): readonly (readonly [number, Interrupt])[] {
  const found: (readonly [number, Interrupt])[] = [];
  const look = (interrupts: readonly Interrupt[], first: number): void =>
    interrupts.forEach((interrupt, index) => {
      if (holds(interrupt, first + index)) found.push([first + index, interrupt]);
    });
  for (const bank of machine.ppis.slice(pe, pe + 1)) look(bank, FIRST_PPI);
  look(machine.spis, FIRST_SPI);
  return found;
}

/** Changes one interrupt; one that is not implemented ignores it. */
export function updateInterrupt(
  machine: Machine,
  { pe, intId }: Target,
  change: (old: Interrupt) => Interrupt,
): Machine {
  if (intId >= FIRST_SPI) return { ...machine, spis: changeAt(machine.spis, intId - FIRST_SPI, change) };
  return { ...machine, ppis: changeAt(machine.ppis, pe, (bank) => changeAt(bank, intId - FIRST_PPI, change)) };
}

/** Changes every interrupt. */
export const updateAll = (machine: Machine, change: (old: Interrupt) => Interrupt): Machine => ({
  ...machine,
  spis: machine.spis.map(change),
  ppis: machine.ppis.map((bank) => bank.map(change)),
});

/** Changes the CPU interface of a PE; one that does not exist ignores it. */
export const updateCpuInterface = (
  machine: Machine,
  pe: number,
  change: (old: CpuInterface) => CpuInterface,
): Machine => ({ ...machine, cpuInterfaces: changeAt(machine.cpuInterfaces, pe, change) });

function changeAt<T>(items: readonly T[], index: number, change: (old: T) => T): readonly T[] {
  const old = items[index];
  return old === undefined ? items : items.with(index, change(old));
}
