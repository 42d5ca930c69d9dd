import { registers, statusBits, type RegisterName } from '../../spec/index.js';
import type { DeviceAction, DeviceChoices, DeviceConfig, DeviceObservation } from './language.js';
import { initialDevice, type DeviceState } from './state.js';
import { stepDevice } from './step.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;

/** A device with two queues, four bytes of configuration, and every feature that changes how registers behave. */
export function configured(choices: Partial<DeviceChoices> = {}, rest: Partial<DeviceConfig> = {}): DeviceConfig {
  return {
    deviceId: 4,
    vendorId: 0x1234,
    features: [0x21, 1 + 2 ** 8 + 2 ** 6],
    queueSizeMax: [256, 16],
    config: [0x11, 0x22, 0x33, 0x44],
    configWritable: true,
    choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'always', ...choices },
    ...rest,
  };
}

export const read = (name: RegisterName): DeviceAction => ({ kind: 'read', offset: registers[name].offset, width: 4 });

export const write = (name: RegisterName, value: number): DeviceAction => ({
  kind: 'write',
  offset: registers[name].offset,
  width: 4,
  value,
});

export const usedBuffers: DeviceAction = { kind: 'usedBuffers', queue: 0 };
export const configChange: DeviceAction = { kind: 'configChange', offset: 1, bytes: [0xaa, 0xbb] };
export const fatalError: DeviceAction = { kind: 'fatalError' };
export const refusal: DeviceAction = { kind: 'gicRefuses', signals: 1 };
export const halfPulse: DeviceAction = { kind: 'pulseFailsHalfWay' };
export const saveAndRestore: DeviceAction = { kind: 'saveAndRestore' };

/** What the driver writes from reset to FEATURES_OK, with these features (3.1.1). */
export function negotiation(low = 0, high = 1): readonly DeviceAction[] {
  return [
    write('Status', ACKNOWLEDGE),
    write('Status', ACKNOWLEDGE | DRIVER),
    write('DriverFeaturesSel', 1),
    write('DriverFeatures', high),
    write('DriverFeaturesSel', 0),
    write('DriverFeatures', low),
    write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK),
  ];
}

export const driverOk = write('Status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);

/** The state after these actions. */
export function after(config: DeviceConfig, ...actions: readonly DeviceAction[]): DeviceState {
  return actions.reduce((state, action) => stepDevice(state, action).state, initialDevice(config));
}

/** A device whose driver has set DRIVER_OK, after these further actions. */
export function ready(config: DeviceConfig, ...actions: readonly DeviceAction[]): DeviceState {
  return after(config, ...negotiation(...config.features), driverOk, ...actions);
}

/** What one more action shows. */
export function shows(state: DeviceState, action: DeviceAction): DeviceObservation {
  return stepDevice(state, action).observation;
}

/** What a register reads. */
export function valueOf(state: DeviceState, name: RegisterName): number | null {
  return shows(state, read(name)).value;
}
