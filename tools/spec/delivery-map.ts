import { match } from 'ts-pattern';
import {
  delivery,
  type Axis,
  type Bits,
  type DeliveryAction,
  type DeliveryState,
  type DeliverySystem,
  type Driver,
  type Profile,
  type Thread,
} from '../../model/delivery/index.js';
import {
  machineOf,
  mapOf,
  recordOf,
  setOf,
  showLabel,
  variantOf,
  type Compiled,
  type Machine,
  type State,
  type Step,
  type Value,
} from '../../spec/quint/index.js';
import type { Correspondence, ModelStep } from './compare.js';

/** The names of spec/profile.qnt for the model's choices. */
const choices = {
  order: { statusFirst: 'StatusFirst', signalFirst: 'SignalFirst' },
  update: { or: 'UpdateOr', assign: 'UpdateAssign', torn: 'UpdateTorn' },
  signal: {
    always: 'SignalAlways',
    onRise: 'SignalOnRise',
    onNewBit: 'SignalOnNewBit',
    assertOnly: 'SignalAssertOnly',
    level: 'SignalLevel',
  },
  section: { split: 'Split', whole: 'Whole' },
  trigger: { edge: 'TriggerEdge', level: 'TriggerLevel' },
  detector: { transition: 'DetectTransition', assert: 'DetectAssert' },
  driver: {
    ackFirst: 'AckFirst',
    ackLast: 'AckLast',
    ackOnes: 'AckOnes',
    ackLastRecheck: 'AckLastRecheck',
    ackFirstLoop: 'AckFirstLoop',
    ackLastLoop: 'AckLastLoop',
  },
} as const satisfies { readonly [A in Axis]: Readonly<Record<NonNullable<Profile[A]>, string>> };

/** The model's profile as the specification's constant. Where nothing has a section, the specification asks for one. */
export function profileConstant(profile: Profile): Value {
  const { order, update, signal, section, trigger, detector, driver } = profile;
  return recordOf([
    ['order', variantOf(choices.order[order])],
    ['update', variantOf(choices.update[update])],
    ['signal', variantOf(choices.signal[signal])],
    ['section', variantOf(choices.section[section ?? 'whole'])],
    ['trigger', variantOf(choices.trigger[trigger])],
    ['detector', variantOf(choices.detector[detector])],
    ['driver', variantOf(choices.driver[driver])],
  ]);
}

/** The specification of this profile, ready to run. */
export function deliveryMachine(compiled: Compiled, profile: Profile, threads: number): Machine {
  return machineOf(
    compiled,
    new Map<string, Value>([
      ['PROFILE', profileConstant(profile)],
      ['THREADS', threads],
    ]),
  );
}

/** The state map, a variable at a time. */
const variables: Readonly<Record<string, (state: DeliveryState, profile: Profile) => Value>> = {
  work: ({ shared }) => bits(shared.work),
  status: ({ shared }) => bits(shared.status),
  line: ({ shared }) => shared.line,
  latch: ({ shared }) => shared.latch,
  seen: (state) => bits(driverOf(state).kind === 'idle' ? 0 : seenBy(driverOf(state))),
  active: (state) => driverOf(state).active,
  driver: (state) => driverStep(driverOf(state)),
  threads: (state, profile) =>
    mapOf(threadsOf(state).map((thread, index) => [index + 1, threadRecord(thread, profile)])),
};

const bits = (set: Bits): Value => setOf([1, 2].filter((bit) => (set & bit) !== 0));

/** The threads come first among the processes, the driver is the last. */
const threadsOf = ({ locals }: DeliveryState): readonly Thread[] => locals.slice(0, -1) as readonly Thread[];
const driverOf = ({ locals }: DeliveryState): Driver => locals.at(-1) as Driver;

const seenBy = (driver: Driver): Bits => ('seen' in driver ? driver.seen : 0);

function threadRecord(thread: Thread, { update }: Profile): Value {
  const at = match(thread)
    .with({ kind: 'idle' }, () => 'ThreadIdle')
    .with({ kind: 'updating' }, () => (update === 'torn' ? 'ToRemember' : 'ToUpdate'))
    .with({ kind: 'writing' }, () => 'ToUpdate')
    .with({ kind: 'signalling' }, () => 'ToSignal')
    .with({ kind: 'lowering' }, () => 'ToLower')
    .exhaustive();
  return recordOf([
    ['at', variantOf(at)],
    ['bit', 'bit' in thread ? thread.bit : 0],
    ['remembered', bits('remembered' in thread ? (thread.remembered ?? 0) : 0)],
  ]);
}

function driverStep(driver: Driver): Value {
  return match(driver)
    .with({ kind: 'idle' }, () => variantOf('DriverIdle'))
    .with({ kind: 'read' }, () => variantOf('ToRead'))
    .with({ kind: 'ack' }, () => variantOf('ToAck'))
    .with({ kind: 'driveAfterAck' }, ({ level }) => variantOf('ToFollowAck', level === true))
    .with({ kind: 'service' }, () => variantOf('ToService'))
    .with({ kind: 'serviceAgain' }, () => variantOf('ToServiceAgain'))
    .with({ kind: 'eoi' }, () => variantOf('ToEoi'))
    .exhaustive();
}

/** The specification's label for what a process does; the driver's second look has the model's name of the first. */
function labelFor(action: DeliveryAction, process: number, local: Thread | Driver): string {
  const thread = process + 1;
  return match(action)
    .with({ kind: 'publish' }, ({ bit }) => `publish(${thread}, ${bit})`)
    .with({ kind: 'remember' }, () => `remember(${thread})`)
    .with({ kind: 'update' }, () => `update(${thread})`)
    .with({ kind: 'drive1' }, () => `raise(${thread})`)
    .with({ kind: 'drive0' }, () => `lower(${thread})`)
    .with({ kind: 'pulse' }, () => `pulse(${thread})`)
    .with({ kind: 'read' }, ({ isSpurious }) => (isSpurious ? 'read, spurious' : 'read'))
    .with({ kind: 'driveAfterAck' }, () => 'followAck')
    .with({ kind: 'service' }, () => (local.kind === 'serviceAgain' ? 'serviceAgain' : 'service'))
    .with({ kind: 'take' }, { kind: 'ack' }, { kind: 'eoi' }, ({ kind }) => kind)
    .exhaustive();
}

/** All that some process can do now, by the readable steps of the model and not by the explorer's tables of them. */
function modelSteps({ processes }: DeliverySystem, state: DeliveryState): readonly ModelStep<DeliveryState>[] {
  return processes.flatMap(({ process }, index) => {
    const local = state.locals[index] as Thread | Driver;
    return process.steps(state.shared, local).map((step) => ({
      action: index < processes.length - 1 ? { thread: index, ...step.action } : step.action,
      label: labelFor(step.action, index, local),
      next: { shared: step.shared, locals: state.locals.with(index, step.local) },
    }));
  });
}

/** The delivery system of the model as that of the specification. */
export function deliveryCorrespondence(
  machine: Machine,
  profile: Profile,
  threads: number,
  system: DeliverySystem = delivery(profile, threads),
): Correspondence<DeliveryState> {
  return {
    machine,
    initial: { shared: system.initial, locals: system.processes.map(({ process }) => process.initial) },
    steps: (state) => modelSteps(system, state),
    image: (state): State =>
      machine.variables.map((name) => {
        const map = variables[name];
        // The specification has a variable that nobody has mapped yet: the comparison cannot be made.
        if (map === undefined) throw new Error(`the state map lacks ${name}`);
        return map(state, profile);
      }),
    labelOf: (state: State, { label }: Step): string =>
      label.action === 'read' && machine.value('isSpurious', state) === true ? 'read, spurious' : showLabel(label),
  };
}
