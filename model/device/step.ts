import { match } from 'ts-pattern';
import type { Model } from '../subject.js';
import { changeConfiguration } from './configuration.js';
import { becomes, fails, type Effect } from './effect.js';
import { notifyUsedBuffers, signalAgain } from './interrupt.js';
import type { DeviceAction, DeviceError, DeviceLanguage, DeviceView } from './language.js';
import { readRegister, writeRegister } from './registers.js';
import { initialDevice, type DeviceState } from './state.js';
import { needReset } from './status.js';

/** What an action leads to. */
export function stepDevice(state: DeviceState, action: DeviceAction): Effect {
  return match(action)
    .with({ kind: 'read' }, ({ offset, width }) => readRegister(state, offset, width))
    .with({ kind: 'write' }, ({ offset, width, value }) => writeRegister(state, offset, width, value))
    .with({ kind: 'usedBuffers' }, () => notifyUsedBuffers(state))
    .with({ kind: 'configChange' }, ({ offset, bytes }) => changeConfiguration(state, offset, bytes))
    .with({ kind: 'fatalError' }, () => needReset(state))
    .with({ kind: 'activationFails' }, () => becomes({ ...state, activationFails: true }))
    .with({ kind: 'gicRefuses' }, ({ signals }) => becomes({ ...state, refusals: signals }))
    .with({ kind: 'pulseFailsHalfWay' }, () => becomes({ ...state, pulseFailsHalfWay: true }))
    .with({ kind: 'saveAndRestore' }, () => saveAndRestore(state))
    .with({ kind: 'restoreDamaged' }, ({ damage }) => fails(state, damageErrors[damage]))
    .exhaustive();
}

/** A restored device is the one that was saved, and signals again; one that cannot start is not restored at all. */
function saveAndRestore(state: DeviceState): Effect {
  if (state.activated && state.activationFails) return fails({ ...state, activationFails: false }, 'ACTIVATION_FAILED');
  return signalAgain(state);
}

/** A damaged state changes nothing. */
const damageErrors: Readonly<Record<'truncated' | 'foreign' | 'future', DeviceError>> = {
  truncated: 'SAVED_STATE_MALFORMED',
  foreign: 'SAVED_STATE_FOREIGN',
  future: 'SAVED_STATE_FROM_THE_FUTURE',
};

function viewDevice({ Status, InterruptStatus, ConfigGeneration, line }: DeviceState): DeviceView {
  return { Status, InterruptStatus, ConfigGeneration, line };
}

/** Layer 1 of the model: the device's registers and what they do to the line. */
export const deviceModel: Model<DeviceLanguage, DeviceState> = {
  layer: 'device',
  init: initialDevice,
  step: stepDevice,
  view: viewDevice,
};
