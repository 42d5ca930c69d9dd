import type { CpuInterfaceView, GicConfig, GicView } from '../../model/index.js';
import { gicRegisters } from '../../spec/gicv3.js';
import {
  cpuInterface,
  distributor,
  lineLevels,
  routerOf,
  wordOf,
  type CpuInterfaceRegister,
} from '../vgic/registers.js';
import type { CachedRegisters } from './cached-registers.js';
import { interruptsOf, type BankWords } from './interrupt-bank.js';

/** What userspace can see of a vGIC whose vCPUs do not run. RPR, HPPIR and the signal to the PE exist only in a guest. */
export interface StoppedView extends Pick<GicView, 'enableGrp0' | 'enableGrp1' | 'interrupts'> {
  readonly cpuInterfaces: readonly Omit<CpuInterfaceView, 'ICC_RPR_EL1' | 'ICC_HPPIR1_EL1' | 'signalled'>[];
}

/** The part of the model's view that {@link StoppedView} is compared with. */
export function stoppedViewOf(view: GicView): StoppedView {
  const { enableGrp0, enableGrp1, interrupts } = view;
  const cpuInterfaces = view.cpuInterfaces.map(
    ({ ICC_PMR_EL1, ICC_BPR1_EL1, ICC_IGRPEN1_EL1, EOImode, ICC_AP1R0_EL1 }) => ({
      ICC_PMR_EL1,
      ICC_BPR1_EL1,
      ICC_IGRPEN1_EL1,
      EOImode,
      ICC_AP1R0_EL1,
    }),
  );
  return { enableGrp0, enableGrp1, interrupts, cpuInterfaces };
}

const EOIMODE = 1;
const GICD_CTLR = distributor(gicRegisters.GICD_CTLR);

/** Reads a view. @param registers - of the vGIC that the configuration made */
export function readStoppedView(registers: CachedRegisters, config: GicConfig): StoppedView {
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  const control = registers.read(GICD_CTLR);
  return {
    enableGrp0: (control & 1) !== 0,
    enableGrp1: (control & 2) !== 0,
    interrupts: interruptsOf(wordsOf(registers), config),
    cpuInterfaces: pes.map((pe) => readCpuInterface(registers, pe)),
  };
}

function readCpuInterface(registers: CachedRegisters, pe: number): StoppedView['cpuInterfaces'][number] {
  const read = (name: CpuInterfaceRegister) => registers.read(cpuInterface(pe, name));
  return {
    ICC_PMR_EL1: read('ICC_PMR_EL1'),
    ICC_BPR1_EL1: read('ICC_BPR1_EL1'),
    ICC_IGRPEN1_EL1: read('ICC_IGRPEN1_EL1'),
    EOImode: (read('ICC_CTLR_EL1') >>> EOIMODE) & 1,
    ICC_AP1R0_EL1: read('ICC_AP1R0_EL1'),
  };
}

/** KVM shows userspace latch and line apart; a guest reads both as pending. */
const wordsOf = (registers: CachedRegisters): BankWords => ({
  pending: (intId, pe) =>
    registers.readNow(wordOf('ISPENDR', intId, pe)) | registers.readNow(lineLevels(pe, intId / 32)),
  active: (intId, pe) => registers.readNow(wordOf('ISACTIVER', intId, pe)),
  word: (name, intId, pe) => registers.read(wordOf(name, intId, pe)),
  route: (intId) => registers.read(routerOf(intId)),
});
