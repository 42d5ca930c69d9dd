import type { SystemLanguage } from '../../../model/index.js';
import type { Property, Run } from '../../kit.js';
import { counting, everyStep, isMatched, isTaken, isUp, stepsOf } from './steps.js';

export const nothingIsLost: Property<SystemLanguage> = {
  id: 'nothing-is-lost',
  title: 'once the driver has handled all interrupts there are, it has serviced every event',
  clauses: ['VIRTIO-N1', 'GIC-Ia', 'GIC-Ic', 'GIC-T17', 'GIC-T19'],
  because:
    'An event happened before its trigger began, and the run asks only when the triggers are over and nothing is pending: an event that is left then will never be serviced, unless another one comes to its rescue.',
  unchecked:
    'Lines that are not configured as the device drives them: they lose events by design, as the last witness shows.',
  judge: everyStep(({ action, after, observation }) => {
    if (action.kind !== 'quiesce' || !observation.settled || !isUp(after) || after.unserviced === 0) return undefined;
    return {
      message: 'events are left, and nothing will make the driver look',
      expected: { unserviced: 0 },
      actual: { unserviced: after.unserviced, InterruptStatus: after.InterruptStatus },
    };
  }),
  witnesses: [
    {
      name: 'all events serviced',
      atLeastPerThousandRuns: 300,
      count: counting(({ action, before, after }) => action.kind === 'quiesce' && before.unserviced > after.unserviced),
    },
    {
      name: 'an event while its interrupt is active',
      atLeastPerThousandRuns: 400,
      count: counting(({ action, before }) => action.kind === 'event' && before.active && isUp(before)),
    },
    {
      name: 'an event held back by the enable or the mask',
      atLeastPerThousandRuns: 100,
      count: counting(
        ({ action, before, after }) =>
          action.kind === 'event' && isUp(before) && !before.active && after.pending && !after.signalled,
      ),
    },
    {
      name: 'a thread between its bit and its signal while the driver reads',
      atLeastPerThousandRuns: 20,
      count: readBetweenBitAndSignal,
    },
    {
      name: 'an event lost on a line that is configured otherwise',
      atLeastPerThousandRuns: 4,
      count: lostByMismatch,
    },
  ],
};

export const interruptsEnd: Property<SystemLanguage> = {
  id: 'interrupts-end',
  title: 'interrupts come to an end once events do',
  clauses: ['VIRTIO-N5', 'VIRTIO-N17', 'GIC-T9'],
  because:
    'With all triggers over, the driver is given far more steps than the few interrupts in stock can take; what still interrupts then is a storm.',
  unchecked: 'How long the last interrupts take.',
  judge: everyStep(({ observation }) => {
    if (observation.settled) return undefined;
    const taken = observation.moves.filter(isTaken).length;
    return {
      message: `a storm: ${taken} interrupts and no end`,
      expected: { settled: true },
      actual: { settled: false },
    };
  }),
  witnesses: [
    {
      name: 'another interrupt after the one in hand',
      atLeastPerThousandRuns: 30,
      count: counting(
        ({ action, before, observation }) =>
          action.kind === 'quiesce' && before.active && observation.moves.some(isTaken),
      ),
    },
  ],
};

/** Threads have updated and not yet signalled at a read: the bit is there, and the pulse of it will be spurious. */
function readBetweenBitAndSignal(run: Run<SystemLanguage>): number {
  const between = new Set<number>();
  let count = 0;
  for (const { action, before, after, observation } of stepsOf(run)) {
    if (action.kind === 'advance') {
      const isUpdate = observation.signals.length === 0 && before.InterruptStatus !== after.InterruptStatus;
      if (isUpdate) between.add(action.thread);
      else between.delete(action.thread);
    } else if (action.kind === 'driver') {
      if (between.size > 0 && observation.moves.some(({ kind }) => kind === 'read')) count += 1;
    } else if (action.kind === 'quiesce' || action.kind === 'snapshot') between.clear();
  }
  return count;
}

function lostByMismatch(run: Run<SystemLanguage>): number {
  if (isMatched(run)) return 0;
  return stepsOf(run).filter(({ action, after }) => action.kind === 'quiesce' && isUp(after) && after.unserviced !== 0)
    .length;
}
