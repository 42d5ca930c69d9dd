import type { DeviceLanguage } from '../../../model/index.js';
import type { ClauseId } from '../../../spec/index.js';
import type { Property } from '../../kit.js';
import { bitsOfEvent, counting, everyStep, isNotification, isReset, written, type DeviceStep } from './steps.js';

export const eventSetsItsBit: Property<DeviceLanguage> = {
  id: 'event-sets-its-bit',
  title: 'an event sets its bit of InterruptStatus at once',
  clauses: ['VIRTIO-N1', 'VIRTIO-N7', 'VIRTIO-N29'],
  because: 'After used buffers, a configuration change or a fatal error the bit is read as one, whatever the GIC did.',
  unchecked: 'That nothing is signalled before the bit is set: see the matrix.',
  judge: everyStep((step) => {
    const bits = bitsOfEvent(step);
    if (!isNotification(step) || (step.after.InterruptStatus & bits) === bits) return undefined;
    const expected = step.before.InterruptStatus | bits;
    const { kind } = step.action;
    const alsoOf: readonly ClauseId[] =
      kind === 'usedBuffers' ? [] : kind === 'configChange' ? ['VIRTIO-N29'] : ['VIRTIO-N7'];
    const about = { says: 'what happened is not in InterruptStatus', clauses: ['VIRTIO-N1', ...alsoOf] } as const;
    return { message: 'the event left no bit', expected, actual: step.after.InterruptStatus, about };
  }),
  witnesses: [
    {
      name: 'an event while its bit is set',
      atLeastPerThousandRuns: 300,
      count: counting((step) => isNotification(step) && (step.before.InterruptStatus & bitsOfEvent(step)) !== 0),
    },
    {
      name: 'an event while only the other bit is set',
      atLeastPerThousandRuns: 100,
      count: counting((step) => isNotification(step) && step.before.InterruptStatus === 3 - bitsOfEvent(step)),
    },
  ],
};

export const bitStaysUntilAcknowledged: Property<DeviceLanguage> = {
  id: 'bit-stays-until-acknowledged',
  title: 'a bit of InterruptStatus stays until the driver acknowledges it or resets the device',
  clauses: ['VIRTIO-N1'],
  because: 'No action but a write to InterruptACK that names the bit, or a reset, is followed by its absence.',
  unchecked: 'What other threads do in between: see the matrix and the tests with workers.',
  judge: everyStep((step) => {
    if (isReset(step)) return undefined;
    const mayGo = written(step, 'InterruptACK') ?? 0;
    const expected = step.before.InterruptStatus & ~mayGo;
    if ((expected & ~step.after.InterruptStatus) === 0) return undefined;
    return { message: 'a bit went that nobody acknowledged', expected, actual: step.after.InterruptStatus };
  }),
  witnesses: [
    {
      name: 'a partial acknowledge while both bits are set',
      atLeastPerThousandRuns: 60,
      count: counting((step) => step.before.InterruptStatus === 3 && isPartial(step)),
    },
    {
      name: 'InterruptStatus read while a bit is set',
      atLeastPerThousandRuns: 200,
      count: counting(
        (step) => step.action.kind === 'read' && step.action.offset === 0x60 && step.before.InterruptStatus !== 0,
      ),
    },
  ],
};

export const noBitWithoutEvent: Property<DeviceLanguage> = {
  id: 'no-bit-without-event',
  title: 'only an event sets a bit of InterruptStatus, and only its own',
  clauses: ['VIRTIO-N1', 'VIRTIO-N15'],
  because:
    'A bit that appears belongs to the event that the step is, and bits that VIRTIO does not define never appear.',
  unchecked: 'Bits that a broken driver scribbles into shared memory.',
  judge: everyStep((step) => {
    // One that needs a reset already meets another fatal error.
    const ofStart = step.failsToStart ? step.run.config.choices.configEventSets : 0;
    const allowed = step.before.InterruptStatus | bitsOfEvent(step) | ofStart;
    if ((step.after.InterruptStatus & ~allowed) === 0) return undefined;
    return {
      message: 'a bit was set for which nothing happened',
      expected: allowed,
      actual: step.after.InterruptStatus,
    };
  }),
  witnesses: [
    {
      name: 'DRIVER_OK set with nothing pending',
      atLeastPerThousandRuns: 500,
      count: counting(
        (step) => written(step, 'Status') === 15 && step.before.Status === 11 && step.after.InterruptStatus === 0,
      ),
    },
  ],
};

export const ackClearsWhatItNames: Property<DeviceLanguage> = {
  id: 'ack-clears-what-it-names',
  title: 'a write to InterruptACK clears the bits that are one in it, and no others',
  clauses: ['VIRTIO-N1', 'VIRTIO-N15'],
  because:
    'InterruptStatus after the write is what it was before without the bits written, for zero and undefined bits too.',
  unchecked: 'Implementations that choose another gate or width say so in their choices and are judged by these.',
  judge: everyStep((step) => {
    const mask = written(step, 'InterruptACK');
    if (mask === undefined || !isObeyed(step)) return undefined;
    const seen = step.run.config.choices.ackWidth === 8 ? mask & 0xff : mask;
    const expected = step.before.InterruptStatus & ~seen;
    if (step.after.InterruptStatus === expected) return undefined;
    return { message: 'InterruptACK cleared something else', expected, actual: step.after.InterruptStatus };
  }),
  witnesses: [
    {
      name: 'acknowledge of both bits at once',
      atLeastPerThousandRuns: 30,
      count: counting((step) => step.before.InterruptStatus === 3 && ((written(step, 'InterruptACK') ?? 0) & 3) === 3),
    },
    {
      name: 'acknowledge of zero while a bit is set',
      atLeastPerThousandRuns: 45,
      count: counting((step) => step.before.InterruptStatus !== 0 && written(step, 'InterruptACK') === 0),
    },
    {
      name: 'acknowledge of undefined bits',
      atLeastPerThousandRuns: 300,
      count: counting((step) => ((written(step, 'InterruptACK') ?? 0) & ~3) !== 0),
    },
  ],
};

function isPartial(step: DeviceStep): boolean {
  const mask = (written(step, 'InterruptACK') ?? 0) & 3;
  return mask === 1 || mask === 2;
}

function isObeyed({ run, before }: DeviceStep): boolean {
  return run.config.choices.ackGate === 'none' || (before.Status & 4) !== 0;
}
