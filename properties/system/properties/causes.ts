import type { SystemLanguage } from '../../../model/index.js';
import type { Property, Run, Violation } from '../../kit.js';
import { counting, everyStep, isMatched, isSpurious, isTaken, isUp, stepsOf } from './steps.js';

export const bitBeforeSignal: Property<SystemLanguage> = {
  id: 'bit-before-signal',
  title: 'when the GIC is signalled, InterruptStatus has, or has had, the bit of the event',
  clauses: ['VIRTIO-N1', 'VIRTIO-N5'],
  because:
    'The driver may take the interrupt as soon as the GIC is signalled, and looks at InterruptStatus once: a bit that is set later is not seen. It may also be quicker, and have acknowledged the bit for the sake of another signal.',
  unchecked: 'The signals inside a snapshot, or of threads that come to their end before the driver’s last look.',
  judge: (run) => (isMatched(run) ? signalWithoutBit(run) : undefined),
  witnesses: [
    {
      name: 'a signal by a step of its own',
      atLeastPerThousandRuns: 300,
      count: counting(
        ({ action, before, after, observation }) =>
          action.kind === 'advance' &&
          observation.signals.length > 0 &&
          before.InterruptStatus === after.InterruptStatus,
      ),
    },
    {
      name: 'a signal while the device is started',
      atLeastPerThousandRuns: 100,
      count: counting(({ action, observation }) => action.kind === 'bringUp' && observation.signals.includes('pulse')),
    },
  ],
};

export const noInterruptWithoutCause: Property<SystemLanguage> = {
  id: 'no-interrupt-without-cause',
  title: 'an edge line interrupts at most once for a pulse; a level line finds a bit unless the device was reset',
  clauses: ['GIC-Ib', 'VIRTIO-N1', 'VIRTIO-N17'],
  because:
    'Pulses and interrupts taken are counted along the run. A level is high only while a bit is set, and only the driver and a reset clear bits.',
  unchecked:
    'That a pulse whose bit an earlier interrupt has served makes a spurious interrupt: it does, and is counted.',
  judge: (run) => (!isMatched(run) ? undefined : run.config.delivery === 'edge' ? tooMany(run) : emptyHanded(run)),
  witnesses: [
    {
      name: 'a spurious interrupt',
      atLeastPerThousandRuns: 60,
      count: counting(({ observation }) => observation.moves.some(isSpurious)),
    },
    {
      name: 'fewer interrupts than pulses',
      atLeastPerThousandRuns: 150,
      count: (run) => {
        const { pulses, taken } = countsOf(run);
        return run.config.delivery === 'edge' && taken > 0 && taken < pulses ? 1 : 0;
      },
    },
  ],
};

export const restoreTellsWhatIsPending: Property<SystemLanguage> = {
  id: 'restore-tells-what-is-pending',
  title: 'after a snapshot every event is still known, and what InterruptStatus shows is pending at the GIC',
  clauses: ['VIRTIO-N1', 'GIC-S1'],
  because:
    'Whichever of device and GIC was saved or restored first, the restored device signals again, so that the driver will look; and it has the bits of all that it completed before its save.',
  unchecked: 'A snapshot that is taken while threads trigger: they are brought to their end first.',
  judge: everyStep(({ action, before, after }) => {
    if (action.kind !== 'snapshot' || !isUp(after)) return undefined;
    const late = action.completes & ~after.InterruptStatus;
    const isTold = after.InterruptStatus === 0 || after.pending;
    if (late === 0 && isTold && (before.InterruptStatus & ~after.InterruptStatus) === 0) return undefined;
    return {
      message: late === 0 ? 'a pending event is not told again' : 'an event that completed at the save is forgotten',
      expected: { InterruptStatus: before.InterruptStatus | action.completes, pending: true },
      actual: { InterruptStatus: after.InterruptStatus, pending: after.pending },
    };
  }),
  witnesses: [
    {
      name: 'the GIC saved before the last signal',
      atLeastPerThousandRuns: 40,
      count: counting(
        ({ action, before, after }) =>
          action.kind === 'snapshot' &&
          action.savedFirst === 'gic' &&
          action.completes !== 0 &&
          isUp(after) &&
          !before.pending,
      ),
    },
    {
      name: 'a snapshot in the middle of a handler',
      atLeastPerThousandRuns: 60,
      count: counting(({ action, before }) => action.kind === 'snapshot' && before.active),
    },
  ],
};

/** A signal of an event whose bit was not seen since the event happened. */
function signalWithoutBit(run: Run<SystemLanguage>): Violation | undefined {
  const untold = new Map<number, number>();
  for (const [step, { action, before, after, observation }] of stepsOf(run).entries()) {
    if (action.kind === 'publish') untold.set(action.thread, action.bit);
    for (const [thread, bit] of untold) if ((before.InterruptStatus & bit) !== 0) untold.delete(thread);
    const owed =
      action.kind === 'event' ? action.bit : action.kind === 'advance' ? untold.get(action.thread) : undefined;
    const isSignalled = observation.signals.some((signal) => signal !== 'deassert');
    if (owed !== undefined && isSignalled && (after.InterruptStatus & owed) === 0) {
      const message = 'the GIC was signalled, and no bit has said why';
      return { step, message, expected: owed, actual: after.InterruptStatus };
    }
    if (action.kind === 'quiesce' || action.kind === 'snapshot') untold.clear();
  }
  return undefined;
}

function countsOf(run: Run<SystemLanguage>): { readonly pulses: number; readonly taken: number } {
  let [pulses, taken] = [0, 0];
  for (const { observation } of stepsOf(run)) {
    pulses += observation.signals.filter((signal) => signal === 'pulse').length;
    taken += observation.moves.filter(isTaken).length;
  }
  return { pulses, taken };
}

function tooMany(run: Run<SystemLanguage>): Violation | undefined {
  let [pulses, taken] = [0, 0];
  for (const [step, { observation }] of stepsOf(run).entries()) {
    pulses += observation.signals.filter((signal) => signal === 'pulse').length;
    taken += observation.moves.filter(isTaken).length;
    if (taken > pulses) return { step, message: 'more interrupts than pulses', expected: pulses, actual: taken };
  }
  return undefined;
}

function emptyHanded(run: Run<SystemLanguage>): Violation | undefined {
  let isExcused = false;
  for (const [step, { action, observation }] of stepsOf(run).entries()) {
    if (action.kind === 'resetDevice' || action.kind === 'bringUp') isExcused = true;
    for (const move of observation.moves) {
      if (isTaken(move)) isExcused = false;
      if (isSpurious(move) && !isExcused) {
        return { step, message: 'an interrupt of a level line without a bit', expected: [1, 2, 3], actual: 0 };
      }
    }
  }
  return undefined;
}
