import type { CpuInterfaceView, GicConfig, GicView, InterruptView } from '../../model/index.js';
import {
  cpuInterface,
  distributor,
  lineLevels,
  routerOf,
  wordOf,
  wordStarts,
  type ArrayRegister,
  type CpuInterfaceRegister,
} from '../vgic/registers.js';
import type { CachedRegisters } from './cached-registers.js';

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
const GICD_CTLR = distributor(0);

/** Reads a view. @param registers - of the vGIC that the configuration made */
export function readStoppedView(registers: CachedRegisters, config: GicConfig): StoppedView {
  const pes = Array.from({ length: config.peCount }, (_, pe) => pe);
  const control = registers.read(GICD_CTLR);
  return {
    enableGrp0: (control & 1) !== 0,
    enableGrp1: (control & 2) !== 0,
    interrupts: [
      ...pes.flatMap((pe) => readBank(registers, config, pe, 16, 32)),
      ...readBank(registers, config, null, 32, 32 + config.spiCount),
    ],
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

/** The interrupts of a PE (null: the SPIs) that are not as reset leaves them, as the model's view has it. */
function readBank(
  registers: CachedRegisters,
  config: GicConfig,
  pe: number | null,
  first: number,
  end: number,
): readonly InterruptView[] {
  const word = (name: ArrayRegister, intId: number) => wordOf(name, intId, pe ?? 0);
  const words = wordStarts('ISPENDR', first - (first % 32), end);
  const pending = words.map(
    (intId) => registers.readNow(word('ISPENDR', intId)) | registers.readNow(lineLevels(pe ?? 0, intId / 32)),
  );
  const active = words.map((intId) => registers.readNow(word('ISACTIVER', intId)));
  const isSet = (bits: readonly number[], intId: number) =>
    (((bits[Math.floor(intId / 32) - Math.floor(first / 32)] ?? 0) >>> (intId % 32)) & 1) === 1;
  const field = (name: ArrayRegister, intId: number, bits: number) =>
    (registers.read(word(name, intId)) >>> (bits * (intId % (32 / bits)))) & (2 ** bits - 1);
  return Array.from({ length: end - first }, (_, index) => first + index)
    .map((intId): InterruptView => ({
      intId,
      pe,
      pending: isSet(pending, intId),
      active: isSet(active, intId),
      enabled: field('ISENABLER', intId, 1) === 1,
      trigger: (field('ICFGR', intId, 2) & 2) === 0 ? 'level' : 'edge',
      group: field('IGROUPR', intId, 1) === 1 ? 1 : 0,
      priority: field('IPRIORITYR', intId, 8),
      route: pe === null ? registers.read(routerOf(intId)) : null,
    }))
    .filter((view) => !isAtReset(view, config));
}

function isAtReset(view: InterruptView, { behaviour: { reset } }: GicConfig): boolean {
  const trigger = view.pe === null ? reset.spiTrigger : reset.ppiTrigger;
  const atRest = !view.pending && !view.active && !view.enabled && view.priority === 0;
  return atRest && view.trigger === trigger && view.group === reset.group && (view.route ?? 0) === 0;
}
