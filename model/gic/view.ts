import { acknowledgeable, highestPendingIntId } from './forwarding.js';
import { isPending, type Interrupt } from './interrupt.js';
import type { CpuInterfaceView, GicView, InterruptView } from './language.js';
import { withActiveStates } from './list-registers.js';
import { runningPriority } from './priority.js';
import { FIRST_PPI, FIRST_SPI, interruptAtReset, NO_INTERRUPT, type CpuInterface, type Machine } from './state.js';

/** What can be read of a GIC without changing it. */
export function viewOf(machine: Machine): GicView {
  const { behaviour } = machine.config;
  const ppiAtReset = interruptAtReset(behaviour.reset.ppiTrigger, 0, behaviour);
  const spiAtReset = interruptAtReset(behaviour.reset.spiTrigger, 0, behaviour);
  const seen = withActiveStates(machine);
  const ppis = seen.ppis.flatMap((bank, pe) => viewsOf(bank, FIRST_PPI, pe, ppiAtReset));
  const spis = viewsOf(seen.spis, FIRST_SPI, null, spiAtReset);
  return {
    enableGrp0: machine.enableGrp0,
    enableGrp1: machine.enableGrp1,
    interrupts: [...ppis, ...spis],
    cpuInterfaces: machine.cpuInterfaces.map((cpuInterface, pe) => viewOfCpuInterface(machine, cpuInterface, pe)),
  };
}

function viewsOf(
  interrupts: readonly Interrupt[],
  first: number,
  pe: number | null,
  atReset: Interrupt,
): readonly InterruptView[] {
  const views: InterruptView[] = [];
  interrupts.forEach((interrupt, index) => {
    if (!isAtRest(interrupt, atReset, pe)) views.push(viewOfInterrupt(interrupt, first + index, pe));
  });
  return views;
}

const isAtRest = (interrupt: Interrupt, atReset: Interrupt, pe: number | null): boolean =>
  !isPending(interrupt) &&
  !interrupt.active &&
  !interrupt.enabled &&
  interrupt.trigger === atReset.trigger &&
  interrupt.group === atReset.group &&
  interrupt.priority === atReset.priority &&
  (pe !== null || interrupt.route === atReset.route);

const viewOfInterrupt = (interrupt: Interrupt, intId: number, pe: number | null): InterruptView => ({
  intId,
  pe,
  pending: isPending(interrupt),
  active: interrupt.active,
  enabled: interrupt.enabled,
  trigger: interrupt.trigger,
  group: interrupt.group,
  priority: interrupt.priority,
  route: pe === null ? interrupt.route : null,
});

function viewOfCpuInterface(machine: Machine, cpuInterface: CpuInterface, pe: number): CpuInterfaceView {
  const highest = highestPendingIntId(machine, pe);
  return {
    ICC_PMR_EL1: cpuInterface.priorityMask,
    ICC_BPR1_EL1: cpuInterface.binaryPoint,
    ICC_IGRPEN1_EL1: Number(cpuInterface.groupEnabled),
    EOImode: Number(cpuInterface.splitEnd),
    ICC_AP1R0_EL1: cpuInterface.activePriorities,
    ICC_RPR_EL1: runningPriority(cpuInterface, machine.config.behaviour),
    ICC_HPPIR1_EL1: highest,
    signalled: highest !== NO_INTERRUPT && acknowledgeable(machine, pe) !== undefined,
  };
}
