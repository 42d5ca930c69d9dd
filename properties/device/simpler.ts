import type { DeviceAction } from '../../model/index.js';
import {
  CONFIG,
  CONFIG_OFFSET,
  DEFINED_BITS,
  registers,
  statusBits,
  VRING,
  type RegisterName,
} from '../../spec/index.js';

const { ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK } = statusBits;
const stages: readonly number[] = [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK];

/** What one would write to a register to try it, what VIRTIO defines first; anything else is less plain than all of these. */
const plain: Readonly<Partial<Record<RegisterName, readonly number[]>>> = {
  InterruptACK: [VRING, CONFIG, DEFINED_BITS, 0],
  Status: stages.map((_, last) => stages.slice(0, last + 1).reduce((all, stage) => all | stage)),
  DeviceFeaturesSel: [0, 1],
  DriverFeaturesSel: [0, 1],
  QueueSel: [0, 1],
  QueueNotify: [0, 1],
  QueueReady: [1, 0],
};

/** The event that is plainest to tell: it needs no queue that was set up. */
const anEvent: DeviceAction = { kind: 'configChange', offset: 0, bytes: [1] };

/** The same action with plainer values, or a plainer event, the plainest first, for a run that is told. A reset stays one. */
export function simplerDeviceActions(action: DeviceAction): readonly DeviceAction[] {
  switch (action.kind) {
    case 'read':
      return isOfWrongWidth(action) ? [{ ...action, width: 4 }] : [];
    case 'write':
      return [...(isOfWrongWidth(action) ? [{ ...action, width: 4 }] : []), ...plainer(action)];
    case 'usedBuffers':
      return [anEvent, ...(action.queue === 0 ? [] : [{ ...action, queue: 0 }])];
    case 'configChange':
      return action.offset === 0 && action.bytes.length === 1 && action.bytes[0] === 1 ? [] : [anEvent];
    case 'fatalError':
      return [anEvent];
    case 'gicRefuses':
      return action.signals === 1 ? [] : [{ ...action, signals: 1 }];
    default:
      return [];
  }
}

function isOfWrongWidth({ offset, width }: { readonly offset: number; readonly width: number }): boolean {
  return offset < CONFIG_OFFSET && width !== 4;
}

function plainer(action: Extract<DeviceAction, { kind: 'write' }>): readonly DeviceAction[] {
  const entry = Object.entries(plain).find(([name]) => registers[name as RegisterName].offset === action.offset);
  const [name, values = []] = entry ?? [];
  if (name === 'Status' && action.value === 0) return [];
  const rank = values.indexOf(action.value);
  return (rank === -1 ? values : values.slice(0, rank)).map((value) => ({ ...action, value }));
}
