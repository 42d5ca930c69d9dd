import type { DeviceAction, DeviceLanguage } from '../../../model/index.js';
import { CONFIG_OFFSET, registers } from '../../../spec/index.js';
import type { About, Property } from '../../kit.js';
import { same } from '../../same.js';
import { counting, driverIsReady, everyStep, type DeviceStep } from './steps.js';

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
    const madeReady = new Set<number>();
    let selected = 0;
    for (const [index, action] of run.actions.entries()) {
      const outcome = run.actual[index];
      if (outcome === undefined) return undefined;
      if (action.kind === 'write' && action.width === 4) {
        if (action.offset === registers.QueueSel.offset) selected = action.value;
        if (action.offset === registers.QueueReady.offset && action.value === 1) madeReady.add(selected);
        if (action.offset === registers.QueueReady.offset && action.value === 0) madeReady.delete(selected);
        if (action.offset === registers.Status.offset && action.value === 0) {
          madeReady.clear();
          selected = 0;
        }
      }
      const { notified } = outcome.observation;
      if (notified !== null && !(madeReady.has(notified) && driverIsReady(outcome.view))) {
        return { step: index, message: 'the device was told too early', expected: null, actual: notified };
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
      name: 'QueueNotify before DRIVER_OK',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ action, before }) =>
          action.kind === 'write' && action.offset === registers.QueueNotify.offset && !driverIsReady(before),
      ),
    },
  ],
};

function accessAt({ action }: DeviceStep): string | undefined {
  const offset = 'offset' in action ? action.offset : undefined;
  return Object.values(registers).find((register) => register.offset === offset)?.access;
}
