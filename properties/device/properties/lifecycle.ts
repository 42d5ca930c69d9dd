import type { DeviceLanguage } from '../../../model/index.js';
import { registers, statusBits } from '../../../spec/index.js';
import type { Property, Violation } from '../../kit.js';
import { same } from '../../same.js';
import { counting, driverIsReady, everyStep, isReset, stepsOf, written, type DeviceStep } from './steps.js';

export const resetClears: Property<DeviceLanguage> = {
  id: 'reset-clears',
  title: 'a reset clears Status, InterruptStatus and every QueueReady, and lowers the line, within the write',
  clauses: ['VIRTIO-N2', 'VIRTIO-N8', 'VIRTIO-N18'],
  because:
    'Right after the write of 0 all of them read 0, and QueueReady of any queue reads 0 until the driver writes it again.',
  unchecked: 'What the device behind the transport does with its queues.',
  judge: (run) => {
    let queuesAreReset = true;
    for (const step of stepsOf(run)) {
      const { after, observation, action } = step;
      if (isReset(step)) {
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
  title:
    'a fatal error sets DEVICE_NEEDS_RESET, and after DRIVER_OK the driver is told of it and of every configuration change',
  clauses: ['VIRTIO-N7'],
  because:
    'The Status shows the bit; with DRIVER_OK the CONFIG bit is set and the line signalled, by a failed activation too.',
  unchecked: 'Whether an error is fatal.',
  judge: everyStep((step) => {
    const needsReset = (step.after.Status & ~step.before.Status & statusBits.DEVICE_NEEDS_RESET) !== 0;
    if (step.action.kind === 'fatalError' && (step.after.Status & statusBits.DEVICE_NEEDS_RESET) === 0) {
      return { message: 'DEVICE_NEEDS_RESET is not set', expected: step.after.Status | 64, actual: step.after.Status };
    }
    if (!needsReset && step.action.kind !== 'configChange') return undefined;
    if (!driverIsReady(step.after)) return undefined;
    const { signal } = step.run.config.choices;
    const mayBeSilent = signal === 'onRise' || signal === 'onNewBit';
    const told =
      (step.after.InterruptStatus & 2) !== 0 &&
      (mayBeSilent || step.observation.signals.length > 0 || step.observation.error !== null);
    if (told) return undefined;
    return {
      message: 'the driver was not told',
      expected: { InterruptStatus: step.before.InterruptStatus | 2, signals: 'at least one' },
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

export const generationMoves: Property<DeviceLanguage> = {
  id: 'generation-moves',
  title: 'ConfigGeneration changes with every change of the configuration by the device, and with nothing else',
  clauses: ['VIRTIO-N3', 'VIRTIO-N11'],
  because:
    'A driver that reads the generation before and after its fields sees any change between; one that never changes, or changes for nothing, would not serve it.',
  unchecked:
    'A generation that comes back to the same value: no run has the 256 changes after which one of eight bits does.',
  judge: everyStep((step) => {
    const moved = step.after.ConfigGeneration !== step.before.ConfigGeneration;
    const changes = step.action.kind === 'configChange';
    if (moved === changes) return undefined;
    const message = changes
      ? 'the configuration changed and ConfigGeneration did not'
      : 'ConfigGeneration changed for nothing';
    return {
      message,
      expected: changes ? 'another value' : step.before.ConfigGeneration,
      actual: step.after.ConfigGeneration,
    };
  }),
  witnesses: [
    {
      name: 'a configuration change',
      atLeastPerThousandRuns: 600,
      count: counting((step) => step.action.kind === 'configChange'),
    },
    {
      name: 'a configuration change before FEATURES_OK',
      atLeastPerThousandRuns: 60,
      count: counting((step) => step.action.kind === 'configChange' && (step.before.Status & 8) === 0),
    },
  ],
};

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
