import { match } from 'ts-pattern';
import type { Model } from '../subject.js';
import { isPending } from '../gic/interrupt.js';
import { interruptAt } from '../gic/state.js';
import { driverStep, setEnabled, setMask, settle } from './driver.js';
import { andThen, becomes, type SystemEffect } from './effect.js';
import type { SystemAction, SystemLanguage, SystemObservation, SystemView } from './language.js';
import { bringUp, resetDevice, snapshot } from './lifecycle.js';
import { initialSystem, isSignalled, LINE, type WholeSystem } from './state.js';
import { advance, event, finishThreads, publish } from './thread.js';

/** One action of anyone in the system. */
export function stepSystem(
  state: WholeSystem,
  action: SystemAction,
): { readonly state: WholeSystem; readonly observation: SystemObservation } {
  const effect = effectOf(state, action);
  const { signals, moves, settled = true } = effect;
  return { state: effect.state, observation: { signals, moves, settled } };
}

function effectOf(state: WholeSystem, action: SystemAction): SystemEffect & { readonly settled?: boolean } {
  return match(action)
    .with({ kind: 'event' }, ({ bit }) => event(state, bit))
    .with({ kind: 'publish' }, ({ thread, bit }) => publish(state, thread, bit))
    .with({ kind: 'advance' }, ({ thread }) => advance(state, thread))
    .with({ kind: 'driver' }, () => driverStep(state))
    .with({ kind: 'enable' }, ({ enabled }) => becomes(setEnabled(state, enabled)))
    .with({ kind: 'mask' }, ({ open }) => becomes(setMask(state, open)))
    .with({ kind: 'bringUp' }, () => bringUp(state))
    .with({ kind: 'resetDevice' }, () => resetDevice(state))
    .with({ kind: 'eventAtStart' }, () => becomes({ ...state, eventAtStart: true }))
    .with({ kind: 'snapshot' }, (order) => snapshot(state, order))
    .with({ kind: 'quiesce' }, () => quiesce(state))
    .exhaustive();
}

function quiesce(state: WholeSystem): SystemEffect & { readonly settled: boolean } {
  const finished = finishThreads(state);
  const handled = settle(finished.state);
  return { ...andThen(finished, () => handled), settled: handled.settled };
}

function viewSystem({ device, gic, unserviced }: WholeSystem): SystemView {
  const line = interruptAt(gic.machine, LINE);
  return {
    Status: device.Status,
    InterruptStatus: device.InterruptStatus,
    pending: line !== undefined && isPending(line),
    active: line?.active === true,
    signalled: isSignalled(gic),
    unserviced,
  };
}

/** Layers 1 and 2 together: a device and its threads, its line into a GIC, and a driver. */
export const systemModel: Model<SystemLanguage, WholeSystem> = {
  layer: 'system',
  init: initialSystem,
  step: stepSystem,
  view: viewSystem,
};
