import type { DeviceLanguage } from '../../../model/index.js';
import type { About, Property } from '../../kit.js';
import {
  bitsOfEvent,
  counting,
  driverIsReady,
  everyStep,
  hasOnlyAgreed,
  isNotification,
  isReset,
  stepsOf,
  type DeviceStep,
} from './steps.js';

export const everyEventIsSignalled: Property<DeviceLanguage> = {
  id: 'every-event-is-signalled',
  title: 'every event is signalled: by a whole pulse, or by a line that is high while a bit is set',
  clauses: ['VIRTIO-N1', 'VIRTIO-N5', 'VIRTIO-N29'],
  because:
    'An edge design pulses at each event, since it cannot know whether the last one was taken; a level design is high exactly while InterruptStatus is not zero.',
  unchecked: 'Designs that leave out signals on purpose; the matrix tells which of those are safe.',
  judge: everyStep((step) => {
    const { signal } = step.run.config.choices;
    if (step.observation.error !== null) return undefined;
    if (signal === 'level' && touchesTheLine(step)) {
      const expected = step.after.InterruptStatus === 0 ? 0 : 1;
      if (step.after.line === expected) return undefined;
      return { message: 'the line does not follow InterruptStatus', expected, actual: step.after.line };
    }
    if (signal !== 'always' || !isNotification(step) || step.observation.signals.at(-1) === 'pulse') return undefined;
    return {
      message: 'the bit of the event is set, and no signal says so',
      expected: ['pulse'],
      actual: step.observation.signals,
      about: aboutSilence(step),
    };
  }),
  witnesses: [
    {
      name: 'a pulse for an event while its bit was set already',
      atLeastPerThousandRuns: 80,
      count: counting(
        (step) => step.observation.signals.includes('pulse') && (step.before.InterruptStatus & bitsOfEvent(step)) !== 0,
      ),
    },
    {
      name: 'a line that stays high after a partial acknowledge',
      atLeastPerThousandRuns: 20,
      count: counting(
        (step) =>
          step.run.config.choices.signal === 'level' &&
          step.before.InterruptStatus === 3 &&
          step.after.InterruptStatus % 3 !== 0 &&
          step.after.line === 1,
      ),
    },
    {
      name: 'a line that falls',
      atLeastPerThousandRuns: 100,
      count: counting((step) => step.before.line === 1 && step.after.line === 0),
    },
  ],
};

export const silentUntilDriverOk: Property<DeviceLanguage> = {
  id: 'silent-until-driver-ok',
  title: 'before DRIVER_OK and after a reset no bit is set and nothing is signalled',
  clauses: ['VIRTIO-N6', 'VIRTIO-N30'],
  because:
    'While Status lacks DRIVER_OK, no step sets a bit, pulses or raises the line; used buffers and configuration changes included.',
  unchecked: 'Triggers of other threads that race with a reset: see the micro-steps of the line.',
  judge: everyStep((step) => {
    if (driverIsReady(step.after) || driverIsReady(step.before)) return undefined;
    const gained = step.after.InterruptStatus & ~step.before.InterruptStatus;
    if (gained === 0 && step.observation.signals.every((signal) => signal === 'deassert')) return undefined;
    return {
      message: 'the driver was told something before DRIVER_OK',
      expected: { InterruptStatus: step.before.InterruptStatus & step.after.InterruptStatus, signals: [] },
      actual: { InterruptStatus: step.after.InterruptStatus, signals: step.observation.signals },
    };
  }),
  witnesses: [
    {
      name: 'an event between FEATURES_OK and DRIVER_OK',
      atLeastPerThousandRuns: 100,
      count: counting((step) => bitsOfEvent(step) !== 0 && hasOnlyAgreed(step.before) && !driverIsReady(step.after)),
    },
    { name: 'an event after a reset', atLeastPerThousandRuns: 60, count: eventsAfterReset },
  ],
};

export const lineComesDownBeforeThePulse: Property<DeviceLanguage> = {
  id: 'line-comes-down-before-the-pulse',
  title: 'after a pulse that failed half way the line comes down before the next one',
  clauses: ['VIRTIO-N5'],
  because: 'A line that is high can make no rising edge, so a pulse on it would tell nobody.',
  unchecked: 'A GIC that does not say that it left the line high.',
  judge: everyStep(({ before, observation, run }) => {
    if (before.line === 0 || observation.signals.at(-1) !== 'pulse') return undefined;
    // Its line is never lowered, and is not meant to make edges.
    if (run.config.choices.signal === 'assertOnly') return undefined;
    if (observation.signals[0] === 'deassert') return undefined;
    return { message: 'a pulse on a line that is high', expected: ['deassert', 'pulse'], actual: observation.signals };
  }),
  witnesses: [
    {
      name: 'a pulse after one that failed half way',
      atLeastPerThousandRuns: 4,
      count: counting(({ before, observation }) => before.line === 1 && observation.signals.includes('pulse')),
    },
  ],
};

/** A design may leave out signals on purpose, and then says so; the matrix tells what that loses. */
function aboutSilence({ action, before, ...step }: DeviceStep): About {
  const onRise = 'a device that signals only when InterruptStatus was 0 has "signal": "onRise" in its choices';
  const isOld = (before.InterruptStatus & bitsOfEvent({ action, before, ...step })) !== 0;
  const either = isOld ? `${onRise}; one that signals only new bits, "onNewBit"` : onRise;
  return {
    says: before.InterruptStatus === 0 ? 'so nothing makes the driver look' : either,
    clauses: action.kind === 'usedBuffers' ? ['VIRTIO-N5'] : ['VIRTIO-N5', 'VIRTIO-N29'],
  };
}

/** A step after which the level of the line is the device's doing: an event that counts, an acknowledge, a reset. */
function touchesTheLine(step: DeviceStep): boolean {
  return isReset(step) || step.after.InterruptStatus !== step.before.InterruptStatus || isNotification(step);
}

function eventsAfterReset(run: Parameters<typeof stepsOf>[0]): number {
  let count = 0;
  let afterReset = false;
  for (const step of stepsOf(run)) {
    if (isReset(step) && driverIsReady(step.before)) afterReset = true;
    else if (driverIsReady(step.after)) afterReset = false;
    else if (afterReset && bitsOfEvent(step) !== 0) count += 1;
  }
  return count;
}
