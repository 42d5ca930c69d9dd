import {
  axes,
  delivery,
  profiles,
  type Axis,
  type DeliveryAction,
  type DeliveryLocal,
  type DeliveryState,
  type DeliverySystem,
  type Profile,
  type Shared,
} from '../../model/delivery/index.js';
import { CONFIG, registers, VRING } from '../../spec/virtio-mmio.js';
import type { RecordedStep } from './step.js';

/** The delivery profiles that can make a recording. */
export interface FittingProfiles {
  readonly profiles: readonly Profile[];
  /** For each choice, the values that are left. */
  readonly left: Readonly<Record<Axis, readonly Profile[Axis][]>>;
}

/** An event and the configuration change that may fall into its handling. */
const THREADS = 2;

/** What InterruptACK gets from a driver that acknowledges everything. */
const ALL_ONES = 0xffff_ffff;

/**
 * Every profile of the delivery system that has a run which looks like the recording from outside, and at whose end
 * nothing but a new event can happen: that the file ends there is taken to mean that nothing more happened.
 * What cannot be seen, an update of InterruptStatus or the driver's service, may come wherever the profile has it.
 */
export function fittingProfiles(steps: readonly RecordedStep[]): FittingProfiles {
  const seen = observationsOf(steps);
  const fitting = [...profiles()].filter((profile) => fits(profile, seen));
  const left = (axis: Axis): readonly Profile[Axis][] =>
    axes[axis].filter((value) => fitting.some((profile) => profile[axis] === value));
  return {
    profiles: fitting,
    left: Object.fromEntries(
      (Object.keys(axes) as Axis[]).map((axis) => [axis, left(axis)]),
    ) as FittingProfiles['left'],
  };
}

/** What an onlooker sees since the last reset: `publish 1`, `drive 0`, `take`, `read`, `ack 1`, `eoi`. */
function observationsOf(steps: readonly RecordedStep[]): readonly string[] {
  const lastReset = steps.findLastIndex(
    ({ action }) => action?.kind === 'write' && action.offset === registers.Status.offset && action.value === 0,
  );
  return steps
    .slice(lastReset + 1)
    .flatMap(({ action, move, claims }) => [
      ...(action?.kind === 'usedBuffers' ? [`publish ${VRING}`] : []),
      ...(action?.kind === 'configChange' ? [`publish ${CONFIG}`] : []),
      ...(move?.kind === 'ack' ? [`ack ${move.mask}`] : []),
      ...(move?.kind === 'take' || move?.kind === 'read' ? [move.kind] : []),
      ...(move?.kind === 'end' ? ['eoi'] : []),
      ...(claims.signals ?? []).map((signal) => `drive ${signal === 'assert' ? 1 : 0}`),
    ]);
}

type States = Map<string, DeliveryState>;

/** Follows all runs of a profile at once: the states after each observation, hidden steps included. */
function fits(profile: Profile, seen: readonly string[]): boolean {
  const system = delivery(profile, THREADS);
  const after: States[] = Array.from({ length: seen.length + 1 }, () => new Map<string, DeliveryState>());
  add(after[0], {
    shared: system.initial,
    locals: system.processes.map(({ process }) => process.initial),
  });
  for (const [position, states] of after.entries()) {
    for (const state of states.values()) {
      for (const { next, shows } of successors(system, profile, state)) {
        if (shows.every((what, index) => seen[position + index] === what)) add(after[position + shows.length], next);
      }
    }
  }
  const ends = [...(after.at(-1) ?? new Map<string, DeliveryState>()).values()];
  return ends.some((state) => successors(system, profile, state).every(({ action }) => system.isOptional(action)));
}

function add(states: States | undefined, state: DeliveryState): void {
  states?.set(JSON.stringify(state), state);
}

interface Successor {
  readonly action: DeliveryAction;
  readonly next: DeliveryState;
  readonly shows: readonly string[];
}

function successors(system: DeliverySystem, profile: Profile, state: DeliveryState): readonly Successor[] {
  return system.processes.flatMap(({ process }, index) => {
    const local = state.locals[index] ?? process.initial;
    return process.steps(state.shared, local).map(({ action, shared, local: nextLocal }): Successor => ({
      action,
      next: { shared: withBothBits(action, local, shared), locals: state.locals.with(index, nextLocal) },
      shows: shown(action, profile, local, shared),
    }));
  });
}

/** QEMU's configuration change sets bit 0 as well. */
function withBothBits(action: DeliveryAction, local: DeliveryLocal, shared: Shared): Shared {
  const isConfiguration = action.kind === 'update' && 'bit' in local && local.bit === CONFIG;
  return isConfiguration ? { ...shared, status: shared.status | VRING } : shared;
}

/** What an onlooker sees of a step; `after` is the shared part behind it. */
function shown(action: DeliveryAction, profile: Profile, local: DeliveryLocal, after: Shared): readonly string[] {
  const follows = profile.signal === 'level' && profile.section === 'whole';
  const level = `drive ${after.line ? 1 : 0}`;
  switch (action.kind) {
    case 'publish':
      return [`publish ${action.bit}`];
    case 'update':
      return follows ? [level] : [];
    case 'drive1':
      return ['drive 1'];
    case 'drive0':
      return ['drive 0'];
    case 'pulse':
      return ['drive 1', 'drive 0'];
    case 'ack': {
      const mask = profile.driver === 'ackOnes' || !('seen' in local) ? ALL_ONES : local.seen;
      return follows ? [`ack ${mask}`, level] : [`ack ${mask}`];
    }
    case 'driveAfterAck':
      return [level];
    case 'take':
    case 'read':
    case 'eoi':
      return [action.kind];
    case 'remember':
    case 'service':
      return [];
  }
}
