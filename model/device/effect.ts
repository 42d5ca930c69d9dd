import type { DeviceError, DeviceObservation, Signal } from './language.js';
import type { DeviceState } from './state.js';

/** Where an action leads, and what it shows on the way. */
export interface Effect {
  readonly state: DeviceState;
  readonly observation: DeviceObservation;
}

const nothing: DeviceObservation = { value: null, signals: [], notified: null, error: null };

/** The state changes and nothing is seen. */
export function becomes(state: DeviceState): Effect {
  return { state, observation: nothing };
}

export function reads(state: DeviceState, value: number): Effect {
  return { state, observation: { ...nothing, value } };
}

export function notifies(state: DeviceState, queue: number): Effect {
  return { state, observation: { ...nothing, notified: queue } };
}

export function sends(state: DeviceState, signal: Signal): Effect {
  return { state, observation: { ...nothing, signals: [signal] } };
}

export function fails(state: DeviceState, error: DeviceError, signals: readonly Signal[] = []): Effect {
  return { state, observation: { ...nothing, signals, error } };
}

/** One effect after another; a failure leaves out what would follow. */
export function andThen(first: Effect, next: (state: DeviceState) => Effect): Effect {
  if (first.observation.error !== null) return first;
  const second = next(first.state);
  return {
    state: second.state,
    observation: {
      ...second.observation,
      signals: [...first.observation.signals, ...second.observation.signals],
    },
  };
}
