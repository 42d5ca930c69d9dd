import { isDeepStrictEqual } from 'node:util';
import {
  gicModel,
  predict,
  type GicAction,
  type GicView,
  type InterruptView,
  type MmioAccess,
} from '../../model/index.js';
import { distributorOffset, gicRegisters } from '../../spec/gicv3.js';
import { hasGuest, type Seen, type SeenAt } from '../diff/seen.js';
import type { Without } from '../diff/without.js';

const { GICD_TYPER, GICR_TYPER, GICD_IIDR, GICD_PIDR2 } = gicRegisters;
const LAST_OF_ROUTERS = distributorOffset('IROUTER', 1020) - 1;
const IT_LINES_NUMBER = 0x1f;
const IMPLEMENTED = 0xf8;

/** The answer to a read as it would be if these bits were as the model says. */
function withBits(actual: Seen, { expected }: SeenAt, mask: bigint): Seen {
  if (actual.observation.kind !== 'value' || expected.observation.kind !== 'value') return actual;
  const [shown, wanted] = [BigInt(actual.observation.value), BigInt(expected.observation.value)];
  return { ...actual, observation: { kind: 'value', value: Number((shown & ~mask) | (wanted & mask)) } };
}

const isReadOf = (
  action: GicAction,
  frame: MmioAccess['frame'],
  from: number,
  to: number = from,
): action is GicAction & MmioAccess =>
  action.kind === 'mmioRead' && action.frame === frame && action.offset >= from && action.offset <= to;

/** `qemu-typer-counts-a-word-too-few` */
export const withoutMissingWord: Without = (actual, at) => {
  const { action, expected } = at;
  if (!isReadOf(action, 'distributor', GICD_TYPER)) return actual;
  if (actual.observation.kind !== 'value' || expected.observation.kind !== 'value') return actual;
  const [shown, wanted] = [actual.observation.value & IT_LINES_NUMBER, expected.observation.value & IT_LINES_NUMBER];
  return shown === wanted - 1 ? withBits(actual, at, BigInt(IT_LINES_NUMBER)) : actual;
};

/** GICD_TYPER.IDbits and LPIS. */
const LPIS_OF_GICD = 0x00fa_0000n;
/** GICR_TYPER.PLPIS and CommonLPIAff. */
const LPIS_OF_GICR = 0x0300_0001n;

/** `qemu-has-lpis` */
export const withoutLpis: Without = (actual, at) => {
  const { action } = at;
  if (isReadOf(action, 'distributor', GICD_TYPER)) return withBits(actual, at, LPIS_OF_GICD);
  if (isReadOf(action, 'redistributor', GICR_TYPER)) return withBits(actual, at, LPIS_OF_GICR);
  return isReadOf(action, 'redistributor', 0x0) || isReadOf(action, 'redistributor', 0x70, 0x7f)
    ? withBits(actual, at, ~0n)
    : actual;
};

/** `qemu-has-waker` */
export const withoutWaker: Without = (actual, at) =>
  isReadOf(at.action, 'redistributor', 0x14) ? withBits(actual, at, 6n) : actual;

/** `qemu-says-who-made-it` */
export const withoutIdentity: Without = (actual, at) => {
  const { action } = at;
  const isIdentity =
    isReadOf(action, 'distributor', GICD_IIDR) ||
    isReadOf(action, 'redistributor', 0x4) ||
    isReadOf(action, 'distributor', 0xffd0, 0xffff) ||
    isReadOf(action, 'redistributor', 0xffd0, 0xffff);
  return isIdentity && action.offset !== GICD_PIDR2 ? withBits(actual, at, ~0n) : actual;
};

const AFFINITIES = 0xff_00ff_ffffn;

/** `qemu-router-keeps-all-bits` */
export const withoutOtherRouterBits: Without = (actual, at) => {
  const { action } = at;
  if (!isReadOf(action, 'distributor', distributorOffset('IROUTER', 32), LAST_OF_ROUTERS)) return actual;
  return withBits(actual, at, action.offset % 8 === 4 ? ~0xffn : ~AFFINITIES);
};

/** `qemu-priority-keeps-all-bits` */
export const withoutLowPriorityBits: Without = (actual, { action, history, expected }) => {
  const interrupts = actual.view.interrupts.map((shown) => {
    const written = lastPriority([...history, action], shown);
    const wanted = expected.view.interrupts.find(({ intId, pe }) => intId === shown.intId && pe === shown.pe);
    const isCase = shown.priority === written && wanted?.priority === (written & IMPLEMENTED);
    return isCase ? { ...shown, priority: wanted.priority } : shown;
  });
  return { ...actual, view: { ...actual.view, interrupts } };
};

function lastPriority(actions: readonly GicAction[], { intId, pe }: InterruptView): number | undefined {
  const write = actions.findLast(
    (action) => action.kind === 'writePriority' && action.intId === intId && (pe === null || action.pe === pe),
  );
  return write?.kind === 'writePriority' ? write.priority : undefined;
}

const NONE_PENDING = 1023;

/** `qemu-group-0-hides-group-1`: what is hidden is neither shown nor signalled, and an acknowledge takes nothing. */
export const withoutHiding: Without = (actual, at) => {
  const { action, config, history, expected } = at;
  if (!hasGuest(actual.view) || !hasGuest(expected.view)) return actual;
  if (action.kind === 'acknowledge' && actual.observation.kind === 'value') {
    const before = predict(gicModel, config, history).at(-1)?.view ?? gicModel.view(gicModel.init(config));
    const hasTakenNothing = actual.observation.value === NONE_PENDING && isHidden(before, action.pe);
    if (hasTakenNothing && isDeepStrictEqual(shownBeside(actual.view, before), before)) return expected;
  }
  return { ...actual, view: shownBeside(actual.view, expected.view) };
};

/** A view with what is hidden as the model shows it. */
function shownBeside(actual: GicView, expected: GicView): GicView {
  const cpuInterfaces = actual.cpuInterfaces.map((shown, pe) => {
    const wanted = expected.cpuInterfaces[pe];
    const isCase = shown.ICC_HPPIR1_EL1 === NONE_PENDING && !shown.signalled && isHidden(expected, pe);
    if (wanted === undefined || !isCase) return shown;
    return { ...shown, ICC_HPPIR1_EL1: wanted.ICC_HPPIR1_EL1, signalled: wanted.signalled };
  });
  return { ...actual, cpuInterfaces };
}

/** Whether EnableGrp0 is set, and the highest of all that are pending and given to a PE is of group 0. */
function isHidden({ enableGrp0, interrupts }: GicView, pe: number): boolean {
  const [highest] = interrupts
    .filter(({ pending, active, enabled }) => pending && !active && enabled)
    .filter((interrupt) => (interrupt.pe ?? interrupt.route) === pe)
    .toSorted((one, other) => one.priority - other.priority || one.intId - other.intId);
  return enableGrp0 && highest?.group === 0;
}
