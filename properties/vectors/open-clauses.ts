import {
  isUnusualGicAccess,
  type DeviceAction,
  type DeviceView,
  type GicAction,
  type GicView,
  type InterruptView,
} from '../../model/index.js';
import { clauses, DEFINED_BITS, registers, type ClauseId } from '../../spec/index.js';
import { viewAtReset } from '../gic/properties/steps.js';
import { interruptIn } from '../gic/properties/views.js';
import { gicRegisters, isWithin, SGI_BASE } from '../../spec/gicv3.js';
import type { Expected, Vector } from './vector.js';

/** Something that a standard leaves open and no field of `config` tells of, and the steps that meet it. */
interface OpenPoint<Action, View> {
  /** As flags name it: the clause that leaves it open. */
  readonly flag: string;
  readonly what: string;
  readonly meets: (action: Action, before: View, after: View) => boolean;
}

const leftOpenBy = (clause: ClauseId): { readonly flag: string; readonly what: string } => ({
  flag: clause,
  what: clauses[clause].says,
});

const atFirst: DeviceView = { Status: 0, InterruptStatus: 0, ConfigGeneration: 0, line: 0 };

const devicePoints: readonly OpenPoint<DeviceAction, DeviceView>[] = [
  { ...leftOpenBy('VIRTIO-N14'), meets: isUnusualAccess },
  {
    ...leftOpenBy('VIRTIO-N15'),
    meets: (action) =>
      action.kind === 'write' &&
      action.offset === registers.InterruptACK.offset &&
      (action.value & ~DEFINED_BITS) !== 0,
  },
];

const gicPoints: readonly OpenPoint<GicAction, GicView>[] = [
  {
    ...leftOpenBy('GIC-T22'),
    meets: (action, before, after) =>
      changes(action, 'writeTrigger', 'ICFGR', before, after, ({ pending }, was) => pending || was.pending),
  },
  {
    ...leftOpenBy('GIC-T23'),
    meets: (action, before, after) =>
      changes(action, 'writePriority', 'IPRIORITYR', before, after, ({ pending, enabled }) => pending && enabled),
  },
  {
    ...leftOpenBy('GIC-T27'),
    meets: (action, before, after) =>
      changes(action, 'writeGroup', 'IGROUPR', before, after, ({ pending, enabled }) => pending && enabled),
  },
  {
    ...leftOpenBy('GIC-T29'),
    meets: (_, __, { interrupts, cpuInterfaces }) =>
      interrupts.some(({ route }) => typeof route === 'number' && route >= cpuInterfaces.length),
  },
  {
    ...leftOpenBy('GIC-T30'),
    meets: (_, __, { interrupts, cpuInterfaces }) =>
      cpuInterfaces.length > 1 && interrupts.some(({ route }) => route === 'any'),
  },
  {
    ...leftOpenBy('GIC-R2'),
    meets: (action) => (action.kind === 'mmioRead' || action.kind === 'mmioWrite') && isUnusualGicAccess(action),
  },
  {
    flag: 'identification',
    what: 'It reads GICD_TYPER, GICR_TYPER or PIDR2, some fields of which say what an implementation is.',
    meets: (action) =>
      action.kind === 'mmioRead' &&
      (action.offset === gicRegisters.GICD_PIDR2 ||
        (action.frame === 'distributor' ? action.offset === gicRegisters.GICD_TYPER : isAtTyper(action))),
  },
];

/** The open points that a run meets. */
export function openPointsOf({ layer, config, steps }: Pick<Vector, 'layer' | 'config' | 'steps'>): readonly string[] {
  if (layer === 'device') return pointsMet(devicePoints, atFirst, steps);
  if (layer === 'gic') return pointsMet(gicPoints, viewAtReset(config as never), steps);
  return [];
}

/** What the flag of an open point means; undefined if it is none. */
export function openPoint(flag: string): string | undefined {
  return [...devicePoints, ...gicPoints].find((point) => point.flag === flag)?.what;
}

function pointsMet<Action, View>(
  points: readonly OpenPoint<Action, View>[],
  first: View,
  steps: Vector['steps'],
): readonly string[] {
  const views = [first, ...steps.map(({ expected }: { readonly expected: Expected }) => expected.view as View)];
  const isMet = ({ meets }: OpenPoint<Action, View>): boolean =>
    steps.some(({ action }, index) => meets(action as Action, views[index] ?? first, views[index + 1] ?? first));
  return points.filter(isMet).map(({ flag }) => flag);
}

/** Whether a driver that keeps to 4.2.2.2 would not do it; of the configuration space no field is known here. */
function isUnusualAccess(action: DeviceAction): boolean {
  if (action.kind !== 'read' && action.kind !== 'write') return false;
  const wanted = action.kind === 'read' ? 'R' : 'W';
  const register = Object.values(registers).find(({ offset }) => offset === action.offset);
  return action.width !== 4 || register === undefined || !register.access.includes(wanted);
}

const fields = { ICFGR: 'trigger', IPRIORITYR: 'priority', IGROUPR: 'group' } as const;

/** Whether the action, by name or by the register, changes a field while this holds of its interrupt. */
function changes(
  action: GicAction,
  kind: 'writeTrigger' | 'writePriority' | 'writeGroup',
  register: keyof typeof fields,
  before: GicView,
  after: GicView,
  holds: (is: InterruptView, was: InterruptView) => boolean,
): boolean {
  const isWrite = action.kind === kind || (action.kind === 'mmioWrite' && isWithin(register, action.offset % SGI_BASE));
  const field = fields[register];
  return (
    isWrite &&
    [...before.interrupts, ...after.interrupts].some(({ intId, pe }) => {
      const [was, is] = [before, after].map((view) => interruptIn(view, { intId, pe: pe ?? 0 }));
      return was !== undefined && is !== undefined && was[field] !== is[field] && holds(is, was);
    })
  );
}

const isAtTyper = ({ offset }: { readonly offset: number }): boolean =>
  offset === gicRegisters.GICR_TYPER || offset === gicRegisters.GICR_TYPER + 4;
