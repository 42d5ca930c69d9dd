import { match } from 'ts-pattern';
import { statusBits, VRING } from '../../spec/virtio-mmio.js';
import { andThen, becomes, fails, sends, type Effect } from './effect.js';
import type { Signal } from './language.js';
import { registersAfterReset, type DeviceState } from './state.js';

/** Notifications are sent from DRIVER_OK to reset (2.1.2, 2.4.1). */
export function mayNotify(state: DeviceState): boolean {
  return (state.Status & statusBits.DRIVER_OK) !== 0;
}

/** 4.2.2.1, N1: the bit of an event is set when it happens; 4.2.3.4, N5: and the line is signalled. */
export function notify(state: DeviceState, bits: number): Effect {
  if (!mayNotify(state)) return becomes(state);
  const before = state.InterruptStatus;
  const after = { ...state, InterruptStatus: before | bits };
  return match(state.config.choices.signal)
    .with('always', () => pulse(after))
    .with('onRise', () => (before === 0 ? pulse(after) : becomes(after)))
    .with('onNewBit', () => ((bits & ~before) === 0 ? becomes(after) : pulse(after)))
    .with('assertOnly', () => signal(after, 'assert'))
    .with('level', () => followStatus(after))
    .exhaustive();
}

/** 4.2.2.1, N1: buffers were used. */
export function notifyUsedBuffers(state: DeviceState): Effect {
  return notify(state, VRING);
}

/** 2.1.2 and 3.2.1, N7: the configuration changed, or the device needs a reset. */
export function notifyConfiguration(state: DeviceState): Effect {
  return notify(state, state.config.choices.configEventSets);
}

/** 4.2.2, InterruptACK: clears the bits that are written as one, and no others (N1, N15). */
export function acknowledge(state: DeviceState, mask: number): Effect {
  const { ackGate, ackWidth, signal: policy } = state.config.choices;
  if (ackGate === 'DRIVER_OK' && !mayNotify(state)) return becomes(state);
  const seen = ackWidth === 8 ? mask & 0xff : mask;
  const after = { ...state, InterruptStatus: state.InterruptStatus & ~seen };
  return policy === 'level' ? followStatus(after) : becomes(after);
}

/** 4.2.2.1 and 2.4.1, N2 and N8: everything is cleared, and the line comes down with it. */
export function reset(state: DeviceState): Effect {
  const after = { ...state, ...registersAfterReset(state.config) };
  return state.config.choices.signal === 'level' ? followStatus(after) : lowerIfStuck(after);
}

/** After a restore the device signals again what is pending: one interrupt too many does no harm (N17). */
export function signalAgain(state: DeviceState): Effect {
  if (state.config.choices.signal === 'level') return followStatus(state);
  return mayNotify(state) && state.InterruptStatus !== 0 ? pulse(state) : lowerIfStuck(state);
}

/** 4.2.3.4, N5: the line is asserted while a bit of InterruptStatus is set. */
function followStatus(state: DeviceState): Effect {
  return signal(state, state.InterruptStatus === 0 ? 'deassert' : 'assert');
}

function pulse(state: DeviceState): Effect {
  return andThen(lowerIfStuck(state), (lowered) => signal(lowered, 'pulse'));
}

function lowerIfStuck(state: DeviceState): Effect {
  if (!state.stuckHigh) return becomes(state);
  return andThen(signal(state, 'deassert'), (lowered) => becomes({ ...lowered, stuckHigh: false }));
}

/** What the GIC makes of a signal. */
function signal(state: DeviceState, kind: Signal): Effect {
  if (state.refusals > 0) return fails({ ...state, refusals: state.refusals - 1 }, 'GIC_REFUSED');
  if (kind !== 'pulse') return sends({ ...state, line: kind === 'assert' ? 1 : 0 }, kind);
  if (!state.pulseFailsHalfWay) return sends(state, 'pulse');
  return fails({ ...state, pulseFailsHalfWay: false, line: 1, stuckHigh: true }, 'GIC_LINE_LEFT_HIGH', ['assert']);
}
