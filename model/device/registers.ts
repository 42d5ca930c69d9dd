import {
  CONFIG_OFFSET,
  featureBits,
  MAGIC,
  registers,
  statusBits,
  VERSION,
  type RegisterName,
} from '../../spec/virtio-mmio.js';
import { readConfiguration, writeConfiguration } from './configuration.js';
import { becomes, notifies, reads, type Effect } from './effect.js';
import { acknowledge, reset } from './interrupt.js';
import type { DeviceState, QueueState } from './state.js';
import { writeStatus } from './status.js';

const NO_SHARED_MEMORY = 2 ** 32 - 1;

/** What each readable register reads. Reading never changes anything. */
const readable: Readonly<Partial<Record<RegisterName, (state: DeviceState) => number>>> = {
  MagicValue: () => MAGIC,
  Version: () => VERSION,
  DeviceID: (state) => state.config.deviceId,
  VendorID: (state) => state.config.vendorId,
  DeviceFeatures: (state) => state.config.features[state.DeviceFeaturesSel] ?? 0,
  QueueSizeMax: (state) => state.config.queueSizeMax[state.QueueSel] ?? 0,
  QueueReady: (state) => (state.queues[state.QueueSel]?.QueueReady === true ? 1 : 0),
  InterruptStatus: (state) => state.InterruptStatus,
  Status: (state) => state.Status,
  SHMLenLow: () => NO_SHARED_MEMORY,
  SHMLenHigh: () => NO_SHARED_MEMORY,
  SHMBaseLow: () => NO_SHARED_MEMORY,
  SHMBaseHigh: () => NO_SHARED_MEMORY,
  ConfigGeneration: (state) => state.ConfigGeneration,
};

/** What a write of each writable register does. The addresses of a queue's areas cannot be observed, so are not kept. */
const writable: Readonly<Partial<Record<RegisterName, (state: DeviceState, value: number) => Effect>>> = {
  DeviceFeaturesSel: (state, value) => becomes({ ...state, DeviceFeaturesSel: value }),
  DriverFeaturesSel: (state, value) => becomes({ ...state, DriverFeaturesSel: value }),
  DriverFeatures: (state, value) => becomes(writeDriverFeatures(state, value)),
  QueueSel: (state, value) => becomes({ ...state, QueueSel: value }),
  QueueSize: (state, value) => becomes(writeQueueSize(state, value)),
  QueueReady: (state, value) => becomes(writeQueueReady(state, value)),
  QueueNotify: (state, value) => notifyQueue(state, value),
  InterruptACK: (state, value) => acknowledge(state, value),
  Status: (state, value) => (value === 0 ? reset(state) : writeStatus(state, value)),
  QueueReset: (state, value) => becomes(resetQueue(state, value)),
};

const nameAt: ReadonlyMap<number, RegisterName> = new Map(
  (Object.keys(registers) as RegisterName[]).map((name) => [registers[name].offset, name]),
);

/** 4.2.2.2, N14: control registers are read 32 bits wide; what cannot be read so gives 0 and changes nothing. */
export function readRegister(state: DeviceState, offset: number, width: number): Effect {
  if (offset >= CONFIG_OFFSET) return reads(state, readConfiguration(state, offset - CONFIG_OFFSET, width));
  const name = width === 4 ? nameAt.get(offset) : undefined;
  return reads(state, (name && readable[name]?.(state)) ?? 0);
}

/** 4.2.2.2, N14: control registers are written 32 bits wide; what cannot be written so is ignored. */
export function writeRegister(state: DeviceState, offset: number, width: number, value: number): Effect {
  if (offset >= CONFIG_OFFSET) return becomes(writeConfiguration(state, offset - CONFIG_OFFSET, width, value));
  const name = width === 4 ? nameAt.get(offset) : undefined;
  return (name && writable[name]?.(state, value)) ?? becomes(state);
}

/** 2.2 and 3.1.1: features are written page by page, between DRIVER and FEATURES_OK. */
function writeDriverFeatures(state: DeviceState, value: number): DeviceState {
  const negotiating = (state.Status & (statusBits.DRIVER | statusBits.FEATURES_OK)) === statusBits.DRIVER;
  if (!negotiating) return state;
  const [low, high] = state.DriverFeatures;
  if (state.DriverFeaturesSel === 0) return { ...state, DriverFeatures: [value, high] };
  return state.DriverFeaturesSel === 1 ? { ...state, DriverFeatures: [low, value] } : state;
}

/** 4.2.2: the size of a queue is written before it is ready, and is 1 to QueueSizeMax. */
function writeQueueSize(state: DeviceState, value: number): DeviceState {
  const sizeMax = state.config.queueSizeMax[state.QueueSel] ?? 0;
  return withQueue(state, (queue) =>
    queue.QueueReady || value < 1 || value > sizeMax ? queue : { ...queue, QueueSize: value },
  );
}

function writeQueueReady(state: DeviceState, value: number): DeviceState {
  return withQueue(state, (queue) => (value === 0 || value === 1 ? { ...queue, QueueReady: value === 1 } : queue));
}

/** 2.6.1, N4: with VIRTIO_F_RING_RESET the driver resets one queue, at once. */
function resetQueue(state: DeviceState, value: number): DeviceState {
  if (value !== 1 || !negotiated(state, featureBits.VIRTIO_F_RING_RESET)) return state;
  const QueueSize = state.config.queueSizeMax[state.QueueSel] ?? 0;
  return withQueue(state, () => ({ QueueSize, QueueReady: false }));
}

/** 4.2.3.3 and 2.1.2, N6: a running device is told of a queue that is ready. */
function notifyQueue(state: DeviceState, value: number): Effect {
  const queue = negotiated(state, featureBits.VIRTIO_F_NOTIFICATION_DATA) ? value % 2 ** 16 : value;
  return state.activated && state.queues[queue]?.QueueReady === true ? notifies(state, queue) : becomes(state);
}

/** Changes the selected queue, if there is one and the features are agreed on. */
function withQueue(state: DeviceState, change: (queue: QueueState) => QueueState): DeviceState {
  if ((state.Status & statusBits.FEATURES_OK) === 0) return state;
  return { ...state, queues: state.queues.map((queue, index) => (index === state.QueueSel ? change(queue) : queue)) };
}

/** @param bit - 32 to 63 */
function negotiated(state: DeviceState, bit: number): boolean {
  return (state.DriverFeatures[1] & (2 ** (bit - 32))) !== 0;
}
