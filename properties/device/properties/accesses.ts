import type { DeviceAction, DeviceLanguage } from '../../../model/index.js';
import { CONFIG_OFFSET, registers } from '../../../spec/index.js';
import type { About, Property, Run } from '../../kit.js';
import { same } from '../../same.js';
import {
  counting,
  driverIsReady,
  everyStep,
  hasOnlyAgreed,
  isReset,
  stepsOf,
  written,
  type DeviceStep,
} from './steps.js';

export const readingChangesNothing: Property<DeviceLanguage> = {
  id: 'reading-changes-nothing',
  title: 'a read of any register changes nothing and signals nothing',
  clauses: ['VIRTIO-N14'],
  because: 'The registers and the line are the same before and after, InterruptStatus among them.',
  unchecked: 'Side effects that no register shows.',
  judge: everyStep(({ action, before, after, observation }) => {
    if (action.kind !== 'read') return undefined;
    if (same(after, before) && observation.signals.length === 0) return undefined;
    return { message: 'a read changed something', expected: before, actual: after };
  }),
  witnesses: [
    {
      name: 'a read while a bit is set',
      atLeastPerThousandRuns: 300,
      count: counting(({ action, before }) => action.kind === 'read' && before.InterruptStatus !== 0),
    },
    {
      name: 'a read of a write-only register',
      atLeastPerThousandRuns: 60,
      count: counting((step) => step.action.kind === 'read' && accessAt(step) === 'W'),
    },
  ],
};

export const wrongAccessesDoNothing: Property<DeviceLanguage> = {
  id: 'wrong-accesses-do-nothing',
  title: 'an access of another width, at no register, or against its direction reads 0 and changes nothing',
  clauses: ['VIRTIO-N14'],
  because: 'Every control register takes 32-bit accesses at its own offset and in its own direction only.',
  unchecked: 'Accesses to the configuration space, whose fields have widths of their own.',
  judge: everyStep((step) => {
    const { action, before, after, observation } = step;
    if ((action.kind !== 'read' && action.kind !== 'write') || action.offset >= CONFIG_OFFSET) return undefined;
    const wanted = action.kind === 'read' ? 'R' : 'W';
    if (action.width === 4 && (accessAt(step) ?? '').includes(wanted)) return undefined;
    const value = action.kind === 'read' ? 0 : null;
    if (observation.value === value && observation.signals.length === 0 && same(after, before)) return undefined;
    return {
      message: 'a wrong access did something',
      expected: { value, ...before },
      actual: { value: observation.value, ...after },
    };
  }),
  witnesses: [
    {
      name: 'InterruptStatus or InterruptACK accessed with another width',
      atLeastPerThousandRuns: 4,
      count: counting(
        ({ action }) =>
          (action.kind === 'read' || action.kind === 'write') &&
          (action.offset === 0x60 || action.offset === 0x64) &&
          action.width !== 4,
      ),
    },
    {
      name: 'an access at no register',
      atLeastPerThousandRuns: 4,
      count: counting(
        (step) =>
          (step.action.kind === 'read' || step.action.kind === 'write') &&
          step.action.offset < CONFIG_OFFSET &&
          accessAt(step) === undefined,
      ),
    },
  ],
};

/** Both clauses leave open what an access of the driver does; of what the device itself does neither speaks. */
function aboutOf(fatal: DeviceAction): About {
  if (fatal.kind !== 'read' && fatal.kind !== 'write') {
    return { says: 'no clause says that a device survives its own events, and none lets it end of them', clauses: [] };
  }
  const says = 'whatever the standard leaves open, an access of the driver does not end the device';
  const isAck = fatal.kind === 'write' && fatal.offset === registers.InterruptACK.offset;
  return { says, clauses: isAck && fatal.width === 4 ? ['VIRTIO-N15'] : ['VIRTIO-N14'] };
}

export const nothingCrashes: Property<DeviceLanguage> = {
  id: 'nothing-crashes',
  title: 'no access of the driver and no event of the device makes the implementation fail',
  clauses: ['VIRTIO-N14', 'VIRTIO-N15'],
  because: 'The subject goes on after every action, an InterruptACK of zero or of undefined bits among them.',
  unchecked: 'Time and memory.',
  judge: ({ actual, actions, crash }) => {
    const fatal = actions[actual.length];
    if (fatal === undefined) return undefined;
    return {
      step: actual.length,
      message: 'the subject could not go on',
      expected: 'an answer',
      actual: crash ?? 'none',
      about: aboutOf(fatal),
    };
  },
  witnesses: [
    {
      name: 'runs to the end',
      atLeastPerThousandRuns: 1000,
      count: ({ actual, actions }) => (actual.length === actions.length ? 1 : 0),
    },
  ],
};

export const queuesWaitForTheDriver: Property<DeviceLanguage> = {
  id: 'queues-wait-for-the-driver',
  title: 'the device is told of available buffers only after DRIVER_OK, and only of a queue that is ready',
  clauses: ['VIRTIO-N4', 'VIRTIO-N6'],
  because: 'A QueueNotify before DRIVER_OK, after a reset, or of a queue never made ready does not reach the device.',
  unchecked: 'What the device does with the queue when it is told.',
  judge: (run) => {
    for (const { step, madeReady } of withQueues(run)) {
      const { notified } = step.observation;
      if (notified !== null && !(madeReady.has(notified) && driverIsReady(step.after))) {
        return { step: step.index, message: 'the device was told too early', expected: null, actual: notified };
      }
    }
    return undefined;
  },
  witnesses: [
    {
      name: 'QueueNotify that reaches the device',
      atLeastPerThousandRuns: 15,
      count: (run) => run.actual.filter(({ observation }) => observation.notified !== null).length,
    },
    {
      name: 'QueueNotify of a queue that is ready, before DRIVER_OK',
      atLeastPerThousandRuns: 15,
      count: (run) => notificationsOfReadyQueues(run).filter(({ before }) => hasOnlyAgreed(before)).length,
    },
  ],
};

/** Each step with the queues that the driver has made ready by it, whether or not the device was to heed it. */
function withQueues(
  run: Run<DeviceLanguage>,
): readonly { readonly step: DeviceStep; readonly madeReady: ReadonlySet<number> }[] {
  let madeReady: ReadonlySet<number> = new Set();
  let selected = 0;
  return stepsOf(run).map((step) => {
    selected = written(step, 'QueueSel') ?? selected;
    const ready = written(step, 'QueueReady');
    if (ready === 1) madeReady = new Set([...madeReady, selected]);
    if (ready === 0) madeReady = new Set([...madeReady].filter((queue) => queue !== selected));
    if (isReset(step)) [madeReady, selected] = [new Set(), 0];
    return { step, madeReady };
  });
}

function notificationsOfReadyQueues(run: Run<DeviceLanguage>): readonly DeviceStep[] {
  return withQueues(run).flatMap(({ step, madeReady }) =>
    madeReady.has(written(step, 'QueueNotify') ?? Infinity) ? [step] : [],
  );
}

function accessAt({ action }: DeviceStep): string | undefined {
  const offset = 'offset' in action ? action.offset : undefined;
  return Object.values(registers).find((register) => register.offset === offset)?.access;
}
