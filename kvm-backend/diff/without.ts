import { isDeepStrictEqual } from 'node:util';
import { FIRST_SPI } from '../../impl/int-id.js';
import { gicModel, predict, type CpuInterfaceView, type GicView, type InterruptView } from '../../model/index.js';
import { isOfLatches, sgiBits } from '../../properties/kvm/sgis.js';
import { rawRegisters } from './raw-registers.js';
import { hasGuest, type Seen, type SeenAt } from './seen.js';

/**
 * What KVM showed, as it would be without one divergence: the same in every case but the one that it describes. A
 * difference is excused when nothing of it is left.
 */
export type Without = (actual: Seen, at: SeenAt) => Seen;

export const GICD_TYPER = 0x4;
const TYPER_NO_1_OF_N = 2 ** 25;
const NONE_PENDING = 1023;

/** `cpu-interface-raw` */
export const withoutRawBits: Without = (actual, { config, history, action, expected }) => {
  if (hasGuest(actual.view)) return actual;
  const assigned = rawRegisters(config.peCount, [...history, action]);
  const cpuInterfaces = actual.view.cpuInterfaces.map((shown, pe) => {
    const [raw, kept] = [assigned[pe], expected.view.cpuInterfaces[pe]];
    if (raw === undefined || kept === undefined) return shown;
    return {
      ...shown,
      ICC_PMR_EL1: shown.ICC_PMR_EL1 === raw.ICC_PMR_EL1 ? kept.ICC_PMR_EL1 : shown.ICC_PMR_EL1,
      ICC_BPR1_EL1: shown.ICC_BPR1_EL1 === raw.ICC_BPR1_EL1 ? kept.ICC_BPR1_EL1 : shown.ICC_BPR1_EL1,
    };
  });
  return { ...actual, view: { ...actual.view, cpuInterfaces } };
};

/** `typer-promises-1-of-n` */
export const withoutNo1NClear: Without = (actual, { action, expected }) => {
  const isTyper = action.kind === 'mmioRead' && action.frame === 'distributor' && action.offset === GICD_TYPER;
  if (!isTyper || actual.observation.kind !== 'value' || expected.observation.kind !== 'value') return actual;
  if (expected.observation.value - actual.observation.value !== TYPER_NO_1_OF_N) return actual;
  return { ...actual, observation: expected.observation };
};

/** What KVM shows of registers that the model leaves out, by frame and offset, on the kernels on which it was seen. */
const leftOut: Readonly<Record<'distributor' | 'redistributor', Readonly<Record<number, number>>>> = {
  // GICD_IIDR and GICD_STATUSR.
  distributor: { 0x8: 0x4b00_343b, 0x10: 0xffff_ffff },
  // GICR_CTLR with CES and IR, GICR_IIDR, and GICR_PENDBASER with the cacheability and shareability of its reset.
  redistributor: { 0x0: 0x6, 0x4: 0x4b00_043b, 0x78: 0x580 },
};

/** `shows-what-is-left-out` */
export const withoutLeftOut: Without = (actual, { action, expected }) => {
  if (action.kind !== 'mmioRead' || actual.observation.kind !== 'value') return actual;
  const isOfKvm = actual.observation.value === leftOut[action.frame][action.offset];
  return isOfKvm ? { ...actual, observation: expected.observation } : actual;
};

/** `has-sgis`: what an SGI is like, not that one is pending or active. */
export const withoutSgis: Without = (actual, { action, expected }) => {
  if (action.kind !== 'mmioRead' || isOfLatches(action)) return actual;
  if (actual.observation.kind !== 'value' || expected.observation.kind !== 'value') return actual;
  const theirs = sgiBits(action);
  const isOtherwise = (actual.observation.value & ~theirs) !== (expected.observation.value & ~theirs);
  return theirs === 0 || isOtherwise ? actual : { ...actual, observation: expected.observation };
};

/** `tie-broken-otherwise` */
export const withTieBroken: Without = (actual, { expected }) => {
  if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
  const { interrupts, cpuInterfaces: shown } = expected.view;
  const cpuInterfaces = actual.view.cpuInterfaces.map((cpuInterface, pe) => {
    const wanted = shown[pe]?.ICC_HPPIR1_EL1 ?? NONE_PENDING;
    const isTie = isTied(interrupts, pe, wanted, cpuInterface.ICC_HPPIR1_EL1);
    return isTie ? { ...cpuInterface, ICC_HPPIR1_EL1: wanted } : cpuInterface;
  });
  return { ...actual, view: { ...actual.view, cpuInterfaces } };
};

/** `moves-when-its-vcpu-has-run` */
export const withMoved: Without = (actual, { config, history, action, expected }) => {
  if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
  const [shown, wanted] = [actual.view.cpuInterfaces, expected.view.cpuInterfaces];
  if (shown.every((cpuInterface, pe) => offersTheSame(cpuInterface, wanted[pe]))) return actual;
  const before = history.reduce((state, one) => gicModel.step(state, one).state, gicModel.init(config));
  const after = gicModel.step(before, action).state;
  const cpuInterfaces = shown.map((cpuInterface, pe) => {
    // The vCPUs are looked at in their order: what a later one had in its queue, this one did not have yet. PPIs do not move.
    const late = before.machine.cpuInterfaces
      .slice(pe + 1)
      .flatMap(({ queue }) => queue)
      .filter((intId) => intId >= FIRST_SPI && after.machine.cpuInterfaces[pe]?.queue.includes(intId));
    const offered = wanted[pe];
    if (late.length === 0 || offered === undefined) return cpuInterface;
    const disable = (intId: number) => ({ kind: 'writeEnabled', pe, intId, enabled: false }) as const;
    const without = late.reduce((state, intId) => gicModel.step(state, disable(intId)).state, after);
    if (!offersTheSame(cpuInterface, gicModel.view(without).cpuInterfaces[pe])) return cpuInterface;
    return { ...cpuInterface, ICC_HPPIR1_EL1: offered.ICC_HPPIR1_EL1, signalled: offered.signalled };
  });
  return { ...actual, view: { ...actual.view, cpuInterfaces } };
};

const offersTheSame = (one: CpuInterfaceView, other: CpuInterfaceView | undefined): boolean =>
  one.ICC_HPPIR1_EL1 === other?.ICC_HPPIR1_EL1 && one.signalled === other.signalled;

/** `priority-changed-while-active` */
export const withEnd: Without = (actual, { action, config, history, expected }) => {
  if (action.kind !== 'endOfInterrupt' || !hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
  const before = predict(gicModel, config, history).at(-1)?.view;
  const ended = before?.interrupts.find(({ intId, pe }) => intId === action.intId && (pe ?? action.pe) === action.pe);
  const cpuInterface = before?.cpuInterfaces[action.pe];
  if (ended === undefined || cpuInterface === undefined || dropsItsPriority(ended, cpuInterface)) return actual;
  const isOther = ({ intId, pe }: InterruptView): boolean => intId !== ended.intId || pe !== ended.pe;
  const [shown, freed] = [actual.view.interrupts, expected.view.interrupts];
  const isStuck = shown.some((view) => !isOther(view) && view.active);
  if (!isStuck || !isDeepStrictEqual(shown.filter(isOther), freed.filter(isOther))) return actual;
  // What is pending behind the active interrupt is neither shown nor signalled.
  const isBehind = freed.some((view) => !isOther(view) && view.pending);
  return { ...actual, view: isBehind ? expected.view : { ...actual.view, interrupts: freed } };
};

/** Whether the priority that an end drops is the group priority that the interrupt has by now. */
function dropsItsPriority({ priority }: InterruptView, { ICC_RPR_EL1, ICC_BPR1_EL1 }: CpuInterfaceView): boolean {
  return (priority & (0xff << ICC_BPR1_EL1) & 0xff) === ICC_RPR_EL1;
}

/** Whether both are pending at the PE, could be delivered, and have the same priority. */
function isTied(interrupts: GicView['interrupts'], pe: number, one: number, other: number): boolean {
  const [first, second] = [one, other].map((intId) =>
    interrupts.find(
      (view) =>
        view.intId === intId &&
        view.pending &&
        !view.active &&
        view.enabled &&
        view.group === 1 &&
        (view.pe ?? view.route) === pe,
    ),
  );
  return first !== undefined && second !== undefined && first.priority === second.priority;
}
