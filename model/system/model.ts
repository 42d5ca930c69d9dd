import { match } from 'ts-pattern';
import { statusBits } from '../../spec/index.js';
import { deviceModel, type DeviceAction, type DeviceState, type Signal } from '../device/index.js';
import { gicModel, type GicAction, type GicState } from '../gic/index.js';
import type { Model } from '../subject.js';
import type { DriverPhase, Gate, SystemAction, SystemLanguage, SystemObservation, SystemView } from './language.js';
import {
  deviceConfigOf,
  gicConfig,
  gicSetUp,
  initialisation,
  INTID,
  resetDevice,
  setGate,
  writeInterruptAck,
} from './parts.js';

/** Layer 1 in front of layer 2, and a driver that acknowledges first, as Linux does. */
export interface WholeState {
  readonly device: DeviceState;
  readonly gic: GicState;
  readonly driver: DriverPhase;
  /** What the driver has read from InterruptStatus. */
  readonly seen: number;
  readonly work: number;
  readonly closed: readonly Gate[];
}

interface Step {
  readonly state: WholeState;
  readonly observation: SystemObservation;
}

const VRING = 1;
const CONFIG = 2;
const target = { pe: 0, intId: INTID };

const done = (state: WholeState): Step => ({ state, observation: { value: null } });

/** Device, line, GIC and driver as one. */
export const systemModel: Model<SystemLanguage, WholeState> = {
  layer: 'system',
  init: (config) => ({
    device: deviceModel.init(deviceConfigOf(config)),
    gic: gicSetUp(config).reduce(stepGic, gicModel.init(gicConfig)),
    driver: 'idle',
    seen: 0,
    work: 0,
    closed: [],
  }),
  step,
  view,
};

function step(state: WholeState, action: SystemAction): Step {
  return match(action)
    .with({ kind: 'usedBuffers' }, () => done(publish(state, { kind: 'usedBuffers', queue: 0 }, VRING)))
    .with({ kind: 'configChange' }, ({ byte }) =>
      done(publish(state, { kind: 'configChange', offset: 0, bytes: [byte] }, CONFIG)),
    )
    .with({ kind: 'initialise' }, () => done(initialisation.reduce(doDevice, { ...state, work: 0 })))
    .with({ kind: 'resetDevice' }, () => done(doDevice({ ...state, work: 0 }, resetDevice)))
    .with({ kind: 'saveAndRestore', what: 'device' }, () => done(doDevice(state, { kind: 'saveAndRestore' })))
    .with({ kind: 'saveAndRestore', what: 'gic' }, () =>
      done(doGic(doGic(state, { kind: 'save' }), { kind: 'restore', into: 'fresh' })),
    )
    .with({ kind: 'close' }, ({ gate }) =>
      done({ ...doGic(state, setGate(gate, false)), closed: [...without(state.closed, gate), gate] }),
    )
    .with({ kind: 'open' }, ({ gate }) =>
      done({ ...doGic(state, setGate(gate, true)), closed: without(state.closed, gate) }),
    )
    .with({ kind: 'driver' }, () => stepDriver(state))
    .exhaustive();
}

/** An event: there is work for the driver, if it is there to hear of it. */
function publish(state: WholeState, event: DeviceAction, bit: number): WholeState {
  const isReady = (deviceModel.view(state.device).Status & statusBits.DRIVER_OK) !== 0;
  return doDevice({ ...state, work: isReady ? state.work | bit : state.work }, event);
}

/** Linux's handler, one access at a time: the order ackFirst of the delivery layer. */
function stepDriver(state: WholeState): Step {
  return match(state.driver)
    .returnType<Step>()
    .with('idle', () => take(state))
    .with('read', () => {
      const seen = deviceModel.view(state.device).InterruptStatus;
      return { state: { ...state, seen, driver: seen === 0 ? 'end' : 'ack' }, observation: { value: seen } };
    })
    .with('ack', () => done({ ...doDevice(state, writeInterruptAck(state.seen)), driver: 'service' }))
    .with('service', () => done({ ...state, work: state.work & ~state.seen, driver: 'end' }))
    .with('end', () => done({ ...doGic(state, { kind: 'endOfInterrupt', ...target }), driver: 'idle', seen: 0 }))
    .exhaustive();
}

function take(state: WholeState): Step {
  if (!isSignalled(state)) return done(state);
  const { state: gic, observation } = gicModel.step(state.gic, { kind: 'acknowledge', pe: 0 });
  const { value } = { value: null, ...observation };
  return { state: { ...state, gic, driver: 'read' }, observation: { value } };
}

/** The device acts, and what it signals reaches the GIC. */
function doDevice(state: WholeState, action: DeviceAction): WholeState {
  const { state: device, observation } = deviceModel.step(state.device, action);
  return observation.signals.map(onTheWire).reduce(doGic, { ...state, device });
}

const onTheWire = (signal: Signal): GicAction =>
  match(signal)
    .returnType<GicAction>()
    .with('pulse', () => ({ kind: 'pulse', ...target }))
    .with('assert', () => ({ kind: 'drive', ...target, level: true }))
    .with('deassert', () => ({ kind: 'drive', ...target, level: false }))
    .exhaustive();

const doGic = (state: WholeState, action: GicAction): WholeState => ({ ...state, gic: stepGic(state.gic, action) });

function stepGic(gic: GicState, action: GicAction): GicState {
  return gicModel.step(gic, action).state;
}

const isSignalled = ({ gic }: WholeState): boolean =>
  gicModel.view(gic).cpuInterfaces.some(({ signalled }) => signalled);

const without = (gates: readonly Gate[], gate: Gate): readonly Gate[] => gates.filter((other) => other !== gate);

function view(state: WholeState): SystemView {
  const interrupts = gicModel.view(state.gic).interrupts.filter(({ intId }) => intId === INTID);
  return {
    InterruptStatus: deviceModel.view(state.device).InterruptStatus,
    pending: interrupts.some(({ pending }) => pending),
    active: interrupts.some(({ active }) => active),
    signalled: isSignalled(state),
    driver: state.driver,
    work: state.work,
    closed: state.closed,
  };
}
