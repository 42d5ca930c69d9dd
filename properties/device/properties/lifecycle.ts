import type { DeviceLanguage } from '../../../model/index.js';
import { CONFIG, registers, statusBits } from '../../../spec/index.js';
import type { Property, Violation } from '../../kit.js';
import { same } from '../../same.js';
import { counting, driverIsReady, everyStep, isReset, stepsOf, written, type DeviceStep } from './steps.js';

export const resetClears: Property<DeviceLanguage> = {
  id: 'reset-clears',
  title: 'a reset clears Status, InterruptStatus and every QueueReady, and lowers the line',
  clauses: ['VIRTIO-N2', 'VIRTIO-N8'],
  because:
    'Right after the write of 0 all of them read 0, and QueueReady of any queue reads 0 until the driver writes it again.',
  unchecked:
    'A reset that is still to come when the write returns, and leaves Status as it was: only the model says that it must not.',
  judge: (run) => {
    let queuesAreReset = true;
    for (const step of stepsOf(run)) {
      const { after, observation, action } = step;
      if (isReset(step) && isStillToCome(step)) queuesAreReset = false;
      else if (isReset(step)) {
        queuesAreReset = true;
        const expected = { Status: 0, InterruptStatus: 0, line: 0 };
        const actual = { Status: after.Status, InterruptStatus: after.InterruptStatus, line: after.line };
        const mayStayHigh = observation.error === 'GIC_REFUSED' || run.config.choices.signal === 'assertOnly';
        const excused = mayStayHigh ? { ...expected, line: actual.line } : expected;
        if (!same(actual, excused)) {
          return { step: step.index, message: 'the reset left something behind', expected, actual };
        }
      }
      if (written(step, 'QueueReady') !== undefined && featuresAreAgreed(step)) queuesAreReset = false;
      const readsQueueReady = action.kind === 'read' && action.offset === registers.QueueReady.offset;
      if (readsQueueReady && queuesAreReset && observation.value !== 0) {
        return {
          step: step.index,
          message: 'a queue is ready after the reset',
          expected: 0,
          actual: observation.value,
        } satisfies Violation;
      }
    }
    return undefined;
  },
  witnesses: [
    {
      name: 'a reset while a bit is set',
      atLeastPerThousandRuns: 250,
      count: counting((step) => isReset(step) && step.before.InterruptStatus !== 0),
    },
    {
      name: 'a reset while the line is high',
      atLeastPerThousandRuns: 100,
      count: counting((step) => isReset(step) && step.before.line === 1),
    },
    {
      name: 'QueueReady read after a reset of a device that had set it',
      atLeastPerThousandRuns: 5,
      count: queueReadyReadAfterReset,
    },
  ],
};

export const needsResetIsTold: Property<DeviceLanguage> = {
  id: 'needs-reset-is-told',
  title: 'a driver that has set DRIVER_OK is told when the device sets DEVICE_NEEDS_RESET',
  clauses: ['VIRTIO-N7'],
  because:
    'Once Status shows the bit the CONFIG bit is set, and where none was set before, the line is signalled; by a failed activation too.',
  unchecked: 'Whether a fatal error sets DEVICE_NEEDS_RESET, which it SHOULD; a signal for one more bit.',
  judge: everyStep((step) => {
    const needsReset = (step.after.Status & ~step.before.Status & statusBits.DEVICE_NEEDS_RESET) !== 0;
    if (!needsReset || !driverIsReady(step.after)) return undefined;
    const wasPending = step.before.InterruptStatus !== 0;
    const told =
      (step.after.InterruptStatus & CONFIG) !== 0 &&
      (wasPending || step.observation.signals.length > 0 || step.observation.error !== null);
    if (told) return undefined;
    return {
      message: 'the driver was not told',
      expected: { InterruptStatus: step.before.InterruptStatus | CONFIG, signals: 'at least one' },
      actual: { InterruptStatus: step.after.InterruptStatus, signals: step.observation.signals },
    };
  }),
  witnesses: [
    {
      name: 'a fatal error after DRIVER_OK',
      atLeastPerThousandRuns: 60,
      count: counting((step) => step.action.kind === 'fatalError' && driverIsReady(step.before)),
    },
    {
      name: 'an activation that fails',
      atLeastPerThousandRuns: 6,
      count: counting(
        (step) => !driverIsReady(step.before) && driverIsReady(step.after) && (step.after.Status & 64) !== 0,
      ),
    },
  ],
};

/** VIRTIO lets a reset take its time, in which Status stays: 2.4.1 speaks of what follows its completion. */
function isStillToCome({ before, after }: DeviceStep): boolean {
  return after.Status !== 0 && after.Status === before.Status;
}

/** Before FEATURES_OK a write of QueueReady is ignored. */
function featuresAreAgreed({ before }: DeviceStep): boolean {
  return (before.Status & statusBits.FEATURES_OK) !== 0;
}

function queueReadyReadAfterReset(run: Parameters<typeof stepsOf>[0]): number {
  let wasReady = false;
  let count = 0;
  for (const step of stepsOf(run)) {
    const ready = featuresAreAgreed(step) ? written(step, 'QueueReady') : undefined;
    if (ready !== undefined) wasReady = ready === 1;
    else if (wasReady && step.action.kind === 'read' && step.action.offset === registers.QueueReady.offset) {
      if (step.before.Status === 0) count += 1;
    }
  }
  return count;
}
