import type { Effect as DeviceEffect } from '../device/effect.js';
import type { DeviceAction, Signal } from '../device/language.js';
import { stepDevice } from '../device/step.js';
import type { GicAction } from '../gic/language.js';
import { gicModel } from '../gic/model.js';
import type { DriverMove } from './language.js';
import { LINE, type WholeSystem } from './state.js';

/** Where an action leads, and what it shows on the way. */
export interface SystemEffect {
  readonly state: WholeSystem;
  readonly signals: readonly Signal[];
  readonly moves: readonly DriverMove[];
}

export const becomes = (state: WholeSystem): SystemEffect => ({ state, signals: [], moves: [] });

/** The driver did something. */
export const moves = (state: WholeSystem, move: DriverMove): SystemEffect => ({ state, signals: [], moves: [move] });

/** One effect after another. */
export function andThen(first: SystemEffect, next: (state: WholeSystem) => SystemEffect): SystemEffect {
  const second = next(first.state);
  return {
    state: second.state,
    signals: [...first.signals, ...second.signals],
    moves: [...first.moves, ...second.moves],
  };
}

/** The device does something, and the GIC sees what it signals: the wire between the two layers. */
export const onDevice = (state: WholeSystem, action: DeviceAction): SystemEffect =>
  ofDevice(state, stepDevice(state.device, action));

/** What the device did, with its signals on the wire. */
export const ofDevice = (state: WholeSystem, effect: DeviceEffect): SystemEffect =>
  onWire({ ...state, device: effect.state }, effect.observation.signals);

/** 4.2.3.4: the device's interrupt signal is a line into the GIC. */
export const onWire = (state: WholeSystem, signals: readonly Signal[]): SystemEffect => ({
  state: signals.reduce((before, signal) => onGic(before, wireAction(signal)), state),
  signals,
  moves: [],
});

/** Something happens to the GIC that shows nothing. */
export const onGic = (state: WholeSystem, action: GicAction): WholeSystem => ({
  ...state,
  gic: gicModel.step(state.gic, action).state,
});

const wireAction = (signal: Signal): GicAction =>
  signal === 'pulse' ? { kind: 'pulse', ...LINE } : { kind: 'drive', ...LINE, level: signal === 'assert' };
