import type { DeviceAction, DeviceConfig, DeviceState } from '../../model/index.js';
import {
  CONFIG_OFFSET,
  featureBits,
  registers,
  statusBits,
  type ClauseId,
  type RegisterName,
} from '../../spec/index.js';
import { after as progressAfter, beginning, mayUseBuffers, type Progress } from './queues.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK, FAILED } = statusBits;
const { VIRTIO_F_VERSION_1, VIRTIO_F_NOTIFICATION_DATA, VIRTIO_F_RING_RESET } = featureBits;
type Access = Extract<DeviceAction, { readonly offset: number; readonly width: number }>;

/** What VIRTIO asks of the driver, and the rules below keep. */
export const keptByTheDriver: readonly ClauseId[] = [
  'VIRTIO-N34',
  'VIRTIO-N35',
  'VIRTIO-N36',
  'VIRTIO-N37',
  'VIRTIO-N38',
  'VIRTIO-N39',
  'VIRTIO-N40',
  'VIRTIO-N41',
  'VIRTIO-N42',
];

/** What a driver goes by. */
interface Scene {
  /** As the model has it: a driver knows what it did. */
  readonly progress: Progress;
  readonly device: DeviceState;
  /** The selectors that it has written since the last reset. */
  readonly selected: ReadonlySet<RegisterName>;
  /** What comes next, for what is only right with something after it. */
  readonly next: DeviceAction | undefined;
}
type Rule = (scene: Scene, value: number) => boolean;

/**
 * The actions, by their steps, of a driver that keeps to VIRTIO 1.3, 2.1.1, 2.2.1, 3.1.1 and 4.2.2.2; what the device, the
 * VMM and the GIC do is all there. What the standard has a driver only look at, such as FEATURES_OK once more, is not asked
 * for, nor are addresses of queues: no run has memory.
 */
export function conformingSteps(config: DeviceConfig, actions: readonly DeviceAction[]): readonly number[] {
  let progress = beginning(config);
  let selected: ReadonlySet<RegisterName> = new Set();
  return [...actions.keys()].filter((step) => {
    const action = actions[step];
    const { device } = progress;
    const scene = { progress, device, selected, next: actions[step + 1] };
    if (action === undefined || !isConforming(scene, action)) return false;
    progress = progressAfter(progress, action);
    if (action.kind === 'write') selected = selectedAfter(selected, action.offset, action.value);
    return true;
  });
}

function isConforming(scene: Scene, action: DeviceAction): boolean {
  // Without what no such driver does, a queue may not be in use.
  if (action.kind === 'usedBuffers') return mayUseBuffers(scene.progress, action.queue);
  if (action.kind !== 'read' && action.kind !== 'write') return true;
  const name = nameAt.get(action.offset);
  if (action.kind === 'write' && name === 'Status' && action.width === 4 && action.value === 0) return true;
  if (has(scene, FAILED)) return false; // 2.1.1: a reset comes first
  if (action.offset >= CONFIG_OFFSET) return isField(scene, action);
  if (name === undefined || action.width !== 4) return false; // 4.2.2.2
  if (action.kind === 'write') return writes[name]?.(scene, action.value) ?? false;
  return registers[name].access !== 'W' && (reads[name]?.(scene, 0) ?? true);
}

const always: Rule = () => true;
const after =
  (selector: RegisterName): Rule =>
  ({ selected }) =>
    selected.has(selector);
/** 3.1.1 step 7: a queue that there is, and that is not ready, is set up from FEATURES_OK to DRIVER_OK. */
const setsUp: Rule = (scene) =>
  has(scene, FEATURES_OK) && !has(scene, DRIVER_OK) && selectedQueue(scene)?.QueueReady === false;

/** Of the registers that can be read, those that something has to be written before. */
const reads: Readonly<Partial<Record<RegisterName, Rule>>> = {
  DeviceFeatures: after('DeviceFeaturesSel'),
  QueueSizeMax: after('QueueSel'),
  QueueReady: after('QueueSel'),
  QueueReset: (scene, value) => after('QueueSel')(scene, value) && negotiated(scene, VIRTIO_F_RING_RESET),
  SHMLenLow: after('SHMSel'),
  SHMLenHigh: after('SHMSel'),
  SHMBaseLow: after('SHMSel'),
  SHMBaseHigh: after('SHMSel'),
};

/** The registers that can be written, and when which value is. */
const writes: Readonly<Partial<Record<RegisterName, Rule>>> = {
  DeviceFeaturesSel: always,
  DriverFeaturesSel: always,
  DriverFeatures: acceptsFeatures,
  QueueSel: (_, value) => value < 2 ** 16,
  // 2.7: a power of two. 4.2.2.2: no more than QueueSizeMax.
  QueueSize: (scene, value) =>
    setsUp(scene, value) &&
    Number.isInteger(Math.log2(value)) &&
    value <= (scene.device.config.queueSizeMax[scene.device.QueueSel] ?? 0),
  QueueReady: (scene, value) => (value === 1 && setsUp(scene, value)) || (value === 0 && stopsQueue(scene)),
  QueueNotify: (scene, value) => {
    const queue = negotiated(scene, VIRTIO_F_NOTIFICATION_DATA) ? value % 2 ** 16 : value;
    return has(scene, DRIVER_OK) && scene.device.queues[queue]?.QueueReady === true;
  },
  // 4.2.2.2: what it handled, and no undefined bit.
  InterruptACK: ({ device }, value) => value !== 0 && (value & ~device.InterruptStatus) === 0,
  Status: reachesNextStage,
  QueueDescLow: setsUp,
  QueueDescHigh: setsUp,
  QueueDriverLow: setsUp,
  QueueDriverHigh: setsUp,
  QueueDeviceLow: setsUp,
  QueueDeviceHigh: setsUp,
  SHMSel: always,
  // 2.6.1: of a queue that is in use. What it takes to use it again is not asked for, so it rests.
  QueueReset: (scene, value) =>
    value === 1 &&
    negotiated(scene, VIRTIO_F_RING_RESET) &&
    has(scene, DRIVER_OK) &&
    selectedQueue(scene)?.QueueReady === true,
};

/** 2.2.1 and 3.1.1 step 4: before FEATURES_OK, and nothing that is not offered. */
function acceptsFeatures(scene: Scene, value: number): boolean {
  const { device, selected } = scene;
  const offered = device.config.features[device.DriverFeaturesSel];
  if (offered === undefined || !selected.has('DriverFeaturesSel')) return false;
  return has(scene, DRIVER) && !has(scene, FEATURES_OK) && (value & ~offered) === 0;
}

/** 2.1.1 and 3.1.1: a bit at a time, in order, with all those before it; FAILED at any time; VIRTIO_F_VERSION_1 accepted. */
function reachesNextStage(scene: Scene, value: number): boolean {
  const { Status } = scene.device;
  if (value === (Status | FAILED)) return true;
  const stage = [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK].find((bit) => (Status & bit) === 0);
  if (stage === undefined || value !== (Status | stage)) return false;
  return stage !== FEATURES_OK || negotiated(scene, VIRTIO_F_VERSION_1);
}

/** 4.2.2.2: a queue that is no longer to be used is read back. */
function stopsQueue(scene: Scene): boolean {
  const { next } = scene;
  const isReadBack = next?.kind === 'read' && next.offset === registers.QueueReady.offset && next.width === 4;
  return isReadBack && selectedQueue(scene)?.QueueReady === true;
}

/** 4.2.2.2: an aligned field within the configuration space; 3.1.1 step 4: which is not written before FEATURES_OK. */
function isField(scene: Scene, { kind, offset, width }: Access): boolean {
  const { config } = scene.device;
  const at = offset - CONFIG_OFFSET;
  const isThere = [1, 2, 4].includes(width) && at % width === 0 && at + width <= config.config.length;
  return isThere && (kind === 'read' || (config.configWritable && has(scene, FEATURES_OK)));
}

const nameAt: ReadonlyMap<number, RegisterName> = new Map(
  (Object.keys(registers) as RegisterName[]).map((name) => [registers[name].offset, name]),
);

const selectors: ReadonlySet<RegisterName> = new Set(['DeviceFeaturesSel', 'DriverFeaturesSel', 'QueueSel', 'SHMSel']);

function selectedAfter(selected: ReadonlySet<RegisterName>, offset: number, value: number): ReadonlySet<RegisterName> {
  const name = nameAt.get(offset);
  if (name === 'Status' && value === 0) return new Set();
  return name !== undefined && selectors.has(name) ? new Set([...selected, name]) : selected;
}

function has({ device }: Scene, bit: number): boolean {
  return (device.Status & bit) !== 0;
}

function selectedQueue({ device, selected }: Scene): DeviceState['queues'][number] | undefined {
  return selected.has('QueueSel') ? device.queues[device.QueueSel] : undefined;
}

/** @param bit - 32 to 63 */
function negotiated({ device }: Scene, bit: number): boolean {
  return (device.DriverFeatures[1] & (2 ** (bit - 32))) !== 0;
}
