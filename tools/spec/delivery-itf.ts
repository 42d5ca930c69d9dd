import type { DeliveryAction, Profile } from '../../model/delivery/index.js';
import { DeliveryMachine, type SteppedMachine } from '../../properties/delivery/machine.js';
import { differences, type DeliveryView, type ThreadPlace } from '../../properties/delivery/view.js';
import {
  accept,
  readItf,
  show,
  simulateText,
  type Machine,
  type RecordValue,
  type State,
  type Value,
} from '../../spec/quint/index.js';
import { profileConstant } from './delivery-map.js';
import type { ItfRun } from './gic-itf.js';
import { asBits, asMap, asRecord, asVariant, variableOf } from './values.js';

/** Random runs of a profile's specification by Quint's own simulator, in the Informal Trace Format. */
export function simulateDelivery(
  profile: Profile,
  threads: number,
  simulation: { readonly runs: number; readonly steps: number; readonly seed: number },
): readonly string[] {
  const constants = `PROFILE=${show(profileConstant(profile))}, THREADS=${threads}`;
  const text = `module occasion {
  import profile.* from "./profile"
  import delivery(${constants}).* from "./delivery"
}
`;
  return simulateText(text, ['profile.qnt', 'delivery.qnt'], { main: 'occasion', ...simulation });
}

/**
 * Drives the real code of a profile (an IrqLine with the profile's micro-steps, a SoftGic, a scripted driver) with a run
 * that Quint's simulator made. After every step all of its state has to be the specification's.
 *
 * @param trace - a run of the specification in the Informal Trace Format
 */
export function driveDelivery(
  machine: Machine,
  profile: Profile,
  threads: number,
  trace: string,
  code: SteppedMachine<DeliveryAction> = new DeliveryMachine(profile, threads),
): ItfRun {
  const states = readItf(trace, machine.variables);
  const { labels, refused } = accept(machine, states);
  if (refused !== undefined) return { steps: labels.length, failure: refused };
  for (const [at, label] of labels.entries()) {
    const { process, action } = stepOf(label, threads);
    code.perform(process, action);
    const wrong = differences(viewOf(machine, states[at + 1]?.state ?? [], profile), code.view());
    if (wrong.length > 0) return { steps: at, failure: `after step ${at + 1}, ${label}: ${wrong.join(', ')} differ` };
  }
  return { steps: labels.length };
}

/** The specification's names for what has another one in the model. */
const modelNames: Readonly<Record<string, DeliveryAction['kind']>> = {
  raise: 'drive1',
  lower: 'drive0',
  followAck: 'driveAfterAck',
  serviceAgain: 'service',
};

/** `update(2)`: the second thread, which is process 1; without a thread it is the driver's. */
function stepOf(label: string, threads: number): { readonly process: number; readonly action: DeliveryAction } {
  const [, name = '', thread, bit] = /^(\w+)(?:\((\d+)(?:, (\d+))?\))?$/u.exec(label) ?? [];
  const kind = modelNames[name] ?? name;
  return {
    process: thread === undefined ? threads : Number(thread) - 1,
    // Each name of the specification is that of an action of the model, or above.
    action: (bit === undefined ? { kind } : { kind, bit: Number(bit) }) as DeliveryAction,
  };
}

/** A state of the specification as the real code's. */
function viewOf(machine: Machine, state: State, profile: Profile): DeliveryView {
  const variable = variableOf(machine, state);
  return {
    work: asBits(variable('work')),
    status: asBits(variable('status')),
    line: variable('line') === true,
    latch: variable('latch') === true,
    active: variable('active') === true,
    driver: { kind: driverPlaces[asVariant(variable('driver')).tag] ?? 'idle', seen: asBits(variable('seen')) },
    threads: [...asMap(variable('threads')).entries].map(([, thread]) => threadPlace(asRecord(thread), profile)),
  };
}

const driverPlaces: Readonly<Record<string, DeliveryView['driver']['kind']>> = {
  DriverIdle: 'idle',
  ToRead: 'read',
  ToAck: 'ack',
  ToFollowAck: 'driveAfterAck',
  ToService: 'service',
  ToServiceAgain: 'serviceAgain',
  ToEoi: 'eoi',
};

function threadPlace({ fields }: RecordValue, { update }: Profile): ThreadPlace {
  const field = (name: string): Value => fields.get(name) ?? 0;
  const kinds: Readonly<Record<string, ThreadPlace['kind']>> = {
    ThreadIdle: 'idle',
    ToRemember: 'updating',
    ToUpdate: update === 'torn' ? 'writing' : 'updating',
    ToSignal: 'signalling',
    ToLower: 'lowering',
  };
  const kind = kinds[asVariant(field('at')).tag] ?? 'idle';
  const remembered = kind === 'writing' ? asBits(field('remembered')) : 0;
  return { kind, bit: Number(field('bit')), remembered };
}
