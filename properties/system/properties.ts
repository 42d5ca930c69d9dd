import type { SystemAction, SystemLanguage, SystemObservation, SystemView } from '../../model/index.js';
import { agreesWithTheModel } from '../engine/agreement.js';
import type { Property, Run, Violation } from '../kit.js';

interface SystemStep {
  readonly index: number;
  readonly action: SystemAction;
  readonly observation: SystemObservation;
  readonly before: SystemView;
  readonly after: SystemView;
}

const atFirst: SystemView = {
  InterruptStatus: 0,
  pending: false,
  active: false,
  signalled: false,
  driver: 'idle',
  work: 0,
  closed: [],
};

function stepsOf(run: Run<SystemLanguage>): readonly SystemStep[] {
  const steps: SystemStep[] = [];
  let before = atFirst;
  for (const [index, { observation, view }] of run.actual.entries()) {
    const action = run.actions[index];
    if (action === undefined) break;
    steps.push({ index, action, observation, before, after: view });
    before = view;
  }
  return steps;
}

const counting =
  (holds: (step: SystemStep) => boolean): ((run: Run<SystemLanguage>) => number) =>
  (run) =>
    stepsOf(run).filter(holds).length;

/** LOST, in the words of the delivery system: there is work, the driver is idle, and nothing will wake it. */
const isLost = ({ work, driver, signalled, closed }: SystemView): boolean =>
  work !== 0 && driver === 'idle' && !signalled && closed.length === 0;

export const everyEventIsServiced: Property<SystemLanguage> = {
  id: 'every-event-is-serviced',
  title: 'with every gate open, an idle driver with work is signalled',
  clauses: ['GIC-Ia', 'GIC-Ic', 'VIRTIO-N1', 'VIRTIO-N5'],
  because:
    'A state with work, an idle driver, open gates and no signal is the LOST of the delivery system: only another event could help. No run reaches one.',
  unchecked:
    'A driver that services before it acknowledges: the matrix shows that it loses events whatever the device does.',
  judge: (run): Violation | undefined => {
    const lost = stepsOf(run).find(({ after }) => isLost(after));
    return (
      lost && {
        step: lost.index,
        message: 'there is work and nothing wakes the driver',
        expected: 'signalled',
        actual: lost.after,
      }
    );
  },
  witnesses: [
    {
      name: 'events during service',
      atLeastPerThousandRuns: 150,
      count: counting(({ action, before }) => action.kind === 'usedBuffers' && before.driver !== 'idle'),
    },
    {
      name: 'events behind a closed gate',
      atLeastPerThousandRuns: 250,
      count: counting(({ action, before }) => action.kind === 'usedBuffers' && before.closed.length > 0),
    },
    {
      name: 'restores of the GIC with something pending',
      atLeastPerThousandRuns: 100,
      count: counting(
        ({ action, before }) => action.kind === 'saveAndRestore' && action.what === 'gic' && before.pending,
      ),
    },
    {
      name: 'work done',
      atLeastPerThousandRuns: 500,
      count: counting(({ before, after }) => before.driver === 'service' && after.work !== before.work),
    },
  ],
};

/** As many of the driver's steps in a row, without an event, as three interrupts take. */
const QUIET_AFTER = 15;

export const interruptsCease: Property<SystemLanguage> = {
  id: 'interrupts-cease',
  title: 'when events cease, so do interrupts',
  clauses: ['GIC-Ib', 'GIC-T9', 'VIRTIO-N5'],
  because:
    'After the last event an interrupt may be in service, one pending, and one more come of a restore: fifteen steps of the driver in a row end all three, and it is idle without a signal. A STORM never is.',
  unchecked: 'How many interrupts come while events do.',
  judge: (run): Violation | undefined => {
    let inARow = 0;
    for (const { index, action, after } of stepsOf(run)) {
      inARow = action.kind === 'driver' ? inARow + 1 : 0;
      if (inARow < QUIET_AFTER || (after.driver === 'idle' && !after.signalled)) continue;
      return { step: index, message: 'interrupts go on without events', expected: 'an idle driver', actual: after };
    }
    return undefined;
  },
  witnesses: [
    {
      name: 'interrupts with nothing to do',
      atLeastPerThousandRuns: 50,
      count: counting(({ before, observation }) => before.driver === 'read' && observation.value === 0),
    },
  ],
};

/** What device, line, GIC and driver owe each other together. The comparison with the model comes last. */
export const systemProperties: readonly Property<SystemLanguage>[] = [
  everyEventIsServiced,
  interruptsCease,
  agreesWithTheModel(['GIC-S1', 'GIC-Ia', 'GIC-Ib', 'GIC-Ic', 'VIRTIO-N1', 'VIRTIO-N5']),
];
