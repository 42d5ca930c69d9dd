import type { DeviceLanguage } from '../../../model/index.js';
import { featureBits, registers, statusBits } from '../../../spec/index.js';
import type { Property, Run, Violation } from '../../kit.js';
import { isReset, stepsOf, written, type DeviceStep } from './steps.js';

const RING_RESET = 2 ** (featureBits.VIRTIO_F_RING_RESET - 32);

/** What the driver did with its queues so far. */
interface Driver {
  readonly queue: number;
  readonly page: number;
  /** The high page of features that it asked for; undefined when it asked at a time at which VIRTIO has none asked for. */
  readonly high: number | undefined;
  /** The queues that it has reset since they were made ready: whether it has read in QueueReset that this is done. */
  readonly resets: ReadonlyMap<number, 'under way' | 'done'>;
}

const atFirst: Driver = { queue: 0, page: 0, high: 0, resets: new Map() };

export const queueResetStopsTheQueue: Property<DeviceLanguage> = {
  id: 'queue-reset-stops-the-queue',
  title: 'a queue that the driver has reset is not ready, and the device is told of no buffers in it',
  clauses: ['VIRTIO-N4', 'VIRTIO-N43'],
  because:
    'Once QueueReset reads 0 after the write of 1, QueueReady reads 0 until it is written again; no QueueNotify of the queue gets through from the reset on.',
  unchecked: 'What the device does with the queue; that its size is what it was at first.',
  judge: (run) => {
    for (const [step, driver] of withDriver(run)) {
      const wrong = wrongAt(step, driver);
      if (wrong !== undefined) return { step: step.index, ...wrong };
    }
    return undefined;
  },
  witnesses: [
    {
      name: 'QueueReady read once QueueReset reads 0',
      atLeastPerThousandRuns: 40,
      count: (run) =>
        [...withDriver(run)].filter(
          ([step, { queue, resets }]) => reads(step, 'QueueReady') && resets.get(queue) === 'done',
        ).length,
    },
    {
      name: 'QueueNotify of a queue that was reset',
      atLeastPerThousandRuns: 40,
      count: (run) => [...withDriver(run)].filter(([step, { resets }]) => isNotified(step, resets)).length,
    },
  ],
};

function wrongAt(step: DeviceStep, { queue, resets }: Driver): Omit<Violation, 'step'> | undefined {
  const { value, notified } = step.observation;
  if (notified !== null && resets.has(notified)) {
    return { message: 'the device was told of a queue that was reset', expected: null, actual: notified };
  }
  if (!reads(step, 'QueueReady') || resets.get(queue) !== 'done' || value === 0) return undefined;
  return { message: 'a queue is ready after its reset', expected: 0, actual: value };
}

/** The steps of a run, each with what the driver did before it. */
function* withDriver(run: Run<DeviceLanguage>): Generator<readonly [DeviceStep, Driver]> {
  let driver = atFirst;
  for (const step of stepsOf(run)) {
    yield [step, driver];
    driver = after(step, driver);
  }
}

function after(step: DeviceStep, driver: Driver): Driver {
  const { queue, page, resets } = driver;
  const { Status } = step.before;
  const isAgreed = (Status & statusBits.FEATURES_OK) !== 0;
  if (isReset(step)) return atFirst;
  if (written(step, 'DriverFeatures') !== undefined) {
    const isDue = !isAgreed && (Status & statusBits.DRIVER) !== 0;
    return { ...driver, high: isDue ? (page === 1 ? written(step, 'DriverFeatures') : driver.high) : undefined };
  }
  if (written(step, 'QueueReset') === 1 && isAgreed && ((driver.high ?? 0) & RING_RESET) !== 0) {
    return { ...driver, resets: new Map([...resets, [queue, 'under way']]) };
  }
  if (reads(step, 'QueueReset') && resets.has(queue) && step.observation.value === 0) {
    return { ...driver, resets: new Map([...resets, [queue, 'done']]) };
  }
  if (written(step, 'QueueReady') !== undefined) {
    return { ...driver, resets: new Map([...resets].filter(([other]) => other !== queue)) };
  }
  return {
    ...driver,
    queue: written(step, 'QueueSel') ?? queue,
    page: written(step, 'DriverFeaturesSel') ?? page,
  };
}

function reads({ action }: DeviceStep, name: 'QueueReady' | 'QueueReset'): boolean {
  return action.kind === 'read' && action.offset === registers[name].offset && action.width === 4;
}

/** With VIRTIO_F_NOTIFICATION_DATA the queue is in the lower half. */
function isNotified(step: DeviceStep, resets: Driver['resets']): boolean {
  const value = written(step, 'QueueNotify');
  return value !== undefined && resets.has(value % 2 ** 16);
}
