import {
  deviceModel,
  type DeviceAction,
  type DeviceLanguage,
  type DeviceObservation,
  type DeviceState,
  type Subject,
} from '../../model/index.js';
import { CONFIG_OFFSET, registers, statusBits } from '../../spec/index.js';
import { RigSubject, type Rig } from '../rig-subject.js';

type Effect = ReturnType<typeof deviceModel.step>;
type Step = (state: DeviceState, action: DeviceAction) => Effect;

/** A device that does as the model does, but for one thing. */
export function choosing(step: Step): Subject<DeviceLanguage> {
  return new RigSubject<DeviceLanguage>('another', (config): Rig<DeviceLanguage> => {
    let state = deviceModel.init(config);
    return {
      apply(action): DeviceObservation {
        const next = step(state, action);
        state = next.state;
        return next.observation;
      },
      observe: () => deviceModel.view(state),
    };
  });
}

const asTheModel: Step = (state, action) => deviceModel.step(state, action);

/** What a device may do that VIRTIO does not say how to: each is no fault where the driver keeps to the standard. */
export const otherChoices: Readonly<Record<string, Step>> = {
  'takes any Status': takesAnyStatus,
  'obeys accesses of every width': (state, action) =>
    asTheModel(state, 'width' in action && action.offset < CONFIG_OFFSET ? { ...action, width: 4 } : action),
  'reads ones where nothing can be read': (state, action) => {
    const isControl = action.kind === 'read' && action.offset < CONFIG_OFFSET;
    const register = Object.values(registers).find(({ offset }) => isControl && offset === action.offset);
    return isControl && (register === undefined || register.access === 'W')
      ? reading(state, 0xffff_ffff)
      : asTheModel(state, action);
  },
  'reads ones beyond its configuration': (state, action) =>
    action.kind === 'read' && action.offset + action.width > CONFIG_OFFSET + state.configSpace.length
      ? reading(state, 0xffff_ffff)
      : asTheModel(state, action),
  'makes a queue ready at any time': (state, action) => {
    if (writes(action, 'QueueReady') === undefined) return asTheModel(state, action);
    const next = asTheModel({ ...state, Status: state.Status | statusBits.FEATURES_OK }, action);
    return { ...next, state: { ...next.state, Status: state.Status } };
  },
  'takes any QueueReady for one': (state, action) =>
    asTheModel(state, (writes(action, 'QueueReady') ?? 0) > 1 ? writing('QueueReady', 1) : action),
  'makes no queue ready after DRIVER_OK': (state, action) => {
    const isLate = (state.Status & statusBits.DRIVER_OK) !== 0;
    return asTheModel(state, isLate && writes(action, 'QueueReady') === 1 ? writing('SHMSel', 1) : action);
  },
  'grants FEATURES_OK whatever was asked for': (state, action) => {
    const asked = state.DriverFeatures;
    if (writes(action, 'Status') === undefined || writes(action, 'Status') === 0) return asTheModel(state, action);
    const next = asTheModel({ ...state, DriverFeatures: state.config.features }, action);
    return { ...next, state: { ...next.state, DriverFeatures: asked } };
  },
};

/** The bits of a Status that was written are set, in whatever order they come. */
export function takesAnyStatus(state: DeviceState, action: DeviceAction): Effect {
  const bits = (writes(action, 'Status') ?? 0) & ~statusBits.DEVICE_NEEDS_RESET & 0xff;
  const next = asTheModel(state, action);
  const isIgnored = next.state.Status === state.Status;
  return isIgnored ? { ...next, state: { ...next.state, Status: state.Status | bits } } : next;
}

/** The same with a fault that a MUST is about: QueueReady outlives a reset. */
export function keepsQueuesToo(state: DeviceState, action: DeviceAction): Effect {
  const next = takesAnyStatus(state, action);
  return writes(action, 'Status') === 0 ? { ...next, state: { ...next.state, queues: state.queues } } : next;
}

function writes(action: DeviceAction, name: keyof typeof registers): number | undefined {
  const isIt = action.kind === 'write' && action.offset === registers[name].offset && action.width === 4;
  return isIt ? action.value : undefined;
}

function writing(name: keyof typeof registers, value: number): DeviceAction {
  return { kind: 'write', offset: registers[name].offset, width: 4, value };
}

function reading(state: DeviceState, value: number): Effect {
  return { state, observation: { value, signals: [], notified: null, error: null } };
}
