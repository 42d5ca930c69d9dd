import { isDeepStrictEqual } from 'node:util';
import { gicModel, predict, type GicView } from '../../model/index.js';
import { inFlight, LIST_REGISTERS } from '../../properties/kvm/in-flight.js';
import { hasGuest, type Seen, type SeenAt } from './seen.js';

/**
 * What KVM showed, as it would be without one divergence: the same in every case but the one that it describes. A
 * difference is excused when nothing of it is left.
 */
export type Without = (actual: Seen, at: SeenAt) => Seen;

export const GICD_TYPER = 0x4;
const TYPER_NO_1_OF_N = 2 ** 25;
const IMPLEMENTED_PRIORITY = 0xf8;
const LEAST_BINARY_POINT = 3;
const NONE_PENDING = 1023;

/** `cpu-interface-raw` */
export const withoutRawBits: Without = (actual, { expected }) => {
  if (hasGuest(actual.view)) return actual;
  const cpuInterfaces = actual.view.cpuInterfaces.map((raw, pe) => {
    const kept = expected.view.cpuInterfaces[pe];
    const { ICC_PMR_EL1, ICC_BPR1_EL1 } = raw;
    return {
      ...raw,
      ICC_PMR_EL1: (ICC_PMR_EL1 & IMPLEMENTED_PRIORITY) === kept?.ICC_PMR_EL1 ? kept.ICC_PMR_EL1 : ICC_PMR_EL1,
      ICC_BPR1_EL1:
        kept?.ICC_BPR1_EL1 === LEAST_BINARY_POINT && ICC_BPR1_EL1 < LEAST_BINARY_POINT
          ? LEAST_BINARY_POINT
          : ICC_BPR1_EL1,
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

/** `deactivate-from-another-vcpu` */
export const withDeactivation: Without = (actual, at) => {
  const { action, expected } = at;
  if (action.kind !== 'deactivate' || action.pe === homeOf(action.intId, at)) return actual;
  const [stuck, others] = split(actual.view.interrupts, action.intId);
  const [freed, expectedOthers] = split(expected.view.interrupts, action.intId);
  const staysActive = stuck?.active === true && freed?.active !== true && isDeepStrictEqual(others, expectedOthers);
  if (!staysActive) return actual;
  // What is pending behind the active interrupt is neither shown nor signalled.
  return {
    ...actual,
    view: freed?.pending === true ? expected.view : { ...actual.view, interrupts: expected.view.interrupts },
  };
};

/** `list-registers-hide` */
export const withHiddenShown: Without = (actual, { expected }) => {
  if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
  const { interrupts, cpuInterfaces: shown } = expected.view;
  const cpuInterfaces = actual.view.cpuInterfaces.map((cpuInterface, pe) => {
    const wanted = shown[pe];
    const isHidden = cpuInterface.ICC_HPPIR1_EL1 === NONE_PENDING && inFlight(interrupts, pe) > LIST_REGISTERS;
    return isHidden && wanted !== undefined && !wanted.signalled
      ? { ...cpuInterface, ICC_HPPIR1_EL1: wanted.ICC_HPPIR1_EL1 }
      : cpuInterface;
  });
  return { ...actual, view: { ...actual.view, cpuInterfaces } };
};

/** The PE whose vCPU has an active SPI: the one that acknowledged it last, or that it is routed to. */
function homeOf(intId: number, { config, history, expected }: SeenAt): number | undefined {
  const acknowledged = predict(gicModel, config, history).map(({ observation }, index) => {
    const action = history[index];
    const isIt = action?.kind === 'acknowledge' && observation.kind === 'value' && observation.value === intId;
    return isIt ? action.pe : undefined;
  });
  const route = expected.view.interrupts.find((view) => view.intId === intId)?.route ?? 0;
  return acknowledged.findLast((pe) => pe !== undefined) ?? (route === 'any' ? 0 : route);
}

function split(
  interrupts: GicView['interrupts'],
  intId: number,
): readonly [GicView['interrupts'][number] | undefined, GicView['interrupts']] {
  return [interrupts.find((view) => view.intId === intId), interrupts.filter((view) => view.intId !== intId)];
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
