import { featureBits, statusBits } from '../../spec/virtio-mmio.js';
import { andThen, becomes, type Effect } from './effect.js';
import { mayNotify, notifyConfiguration } from './interrupt.js';
import type { DeviceState } from './state.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED, DEVICE_NEEDS_RESET } = statusBits;

/** VIRTIO_F_VERSION_1 within the second page of features. */
const VERSION_1 = 2 ** (featureBits.VIRTIO_F_VERSION_1 - 32);

/**
 * 2.1 and 3.1.1: the driver writes a Status that is not 0. The stages come in order, each with those before it, and no
 * bit is ever cleared but by a reset; a write that breaks this is ignored. FEATURES_OK stays off, and DRIVER_OK with it,
 * when the driver asked for what was not offered.
 */
export function writeStatus(state: DeviceState, value: number): Effect {
  const stages = [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK];
  const reached = stages.filter((stage) => (value & stage) !== 0).length;
  const inOrder = stages.slice(0, reached).every((stage) => (value & stage) !== 0);
  const ofDriver = value & (ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK | FAILED);
  const forgets = (state.Status & ~DEVICE_NEEDS_RESET & ~ofDriver) !== 0;
  if (!inOrder || forgets) return becomes(state);

  const agreed = (state.Status & FEATURES_OK) !== 0 || featuresAreAcceptable(state);
  const granted = agreed ? ofDriver : ofDriver & ~(FEATURES_OK | DRIVER_OK);
  const after = { ...state, Status: granted | (state.Status & DEVICE_NEEDS_RESET) };
  return !mayNotify(state) && mayNotify(after) ? activate(after) : becomes(after);
}

/** 2.1.2, N7: the device needs a reset, and a driver that has set DRIVER_OK is told. */
export function needReset(state: DeviceState): Effect {
  return notifyConfiguration({ ...state, Status: state.Status | DEVICE_NEEDS_RESET });
}

/** DRIVER_OK starts the device; when it cannot start, it needs a reset. */
function activate(state: DeviceState): Effect {
  if (!state.activationFails) return becomes({ ...state, activated: true });
  return andThen(becomes({ ...state, activationFails: false }), needReset);
}

function featuresAreAcceptable({ DriverFeatures, config }: DeviceState): boolean {
  const [low, high] = DriverFeatures;
  const [offeredLow, offeredHigh] = config.features;
  return (low & ~offeredLow) === 0 && (high & ~offeredHigh) === 0 && (high & VERSION_1) !== 0;
}
