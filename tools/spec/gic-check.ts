import { softGic } from '../../properties/gic/soft-gic-subject.js';
import { simulate, type Compiled } from '../../spec/quint/index.js';
import { compiled } from './compiled.js';
import { compare, showDifference } from './compare.js';
import { gicInstances, largeGicInstances, sceneInstance } from './gic-instances.js';
import { gicMachine, type GicInstance } from './gic-instance.js';
import { gicCorrespondence } from './gic-map.js';
import { driveGic } from './gic-itf.js';
import { acceptRecording } from './gic-recording.js';
import { recordedSuites, recordingsOf, type Recording } from './recordings.js';
import { simulator } from './quint-checks.js';
import type { Finding, Job } from './row.js';

/**
 * Compares specification and model for a part of the GIC, and on the way looks at the specification's invariant in every
 * state. Everything that the instance lets happen has to happen somewhere, or the comparison says little.
 */
export function checkGic(specification: Compiled, instance: GicInstance): Finding {
  const machine = gicMachine(specification, instance);
  let isBroken = false;
  const result = compare({
    ...gicCorrespondence(machine, instance),
    inspect: (state) => {
      isBroken ||= machine.value('invariant', state) !== true;
    },
  });
  if (result.kind === 'different') return { verdict: 'fail', found: showDifference(result) };
  const { states, edges, actions } = result;
  const missing = instance.actions.filter((action) => !actions.has(action));
  if (missing.length > 0) return { verdict: 'fail', found: `never possible: ${missing.join(', ')}`, states, edges };
  return { verdict: isBroken ? 'fail' : 'pass', found: isBroken ? 'the invariant is broken' : 'equal', states, edges };
}

/** Drives the software GIC with runs of Quint's simulator. */
function drive(specification: Compiled, instance: GicInstance): Finding {
  const machine = gicMachine(specification, instance);
  const traces = simulate('gic-scenes.qnt', { main: 'onGuest', runs: 40, steps: 40, seed: 11 });
  const subject = softGic();
  let steps = 0;
  try {
    for (const trace of traces) {
      const run = driveGic(subject, machine, instance, trace);
      if (run.failure !== undefined) return { verdict: 'fail', found: run.failure };
      steps += run.steps;
    }
  } finally {
    subject.close();
  }
  return { verdict: 'pass', found: `${traces.length} runs, ${steps} steps` };
}

/** Are the runs that were recorded on this kernel's KVM runs of the specification? */
export function checkRecordings(specification: Compiled, recorded: readonly Recording[]): Finding {
  let steps = 0;
  for (const { name, trace } of recorded) {
    const { labels, refused } = acceptRecording(specification, trace);
    if (refused !== undefined) return { verdict: 'fail', found: refusal(name, labels, refused) };
    steps += labels.length;
  }
  return recorded.length === 0
    ? { verdict: 'fail', found: 'no recordings' }
    : { verdict: 'pass', found: `${recorded.length} runs, ${steps} steps` };
}

function refusal(name: string, labels: readonly string[], refused: string): string {
  return [
    `${name} is refused at ${refused}`,
    'after',
    ...labels.map((label, at) => `${String(at + 1).padStart(4)}. ${label}`),
  ].join('\n');
}

/** The GIC's specification: held against the simulator, the model, the implementation and KVM. */
export function gicJobs(): readonly Job[] {
  return [
    ...gicInstances.map(comparison),
    {
      part: 'interpreter',
      what: 'gic',
      run: () =>
        simulator(
          gicMachine(compiled('gic.qnt'), sceneInstance),
          simulate('gic-scenes.qnt', { main: 'onArchitecture', runs: 40, steps: 40, seed: 3 }),
        ),
    },
    { part: 'code', what: 'SoftGic', run: () => drive(compiled('gic.qnt'), sceneInstance) },
    ...recordedSuites().map((suite) => ({
      part: 'recordings',
      what: `KVM of ${suite}, one PE`,
      run: () => checkRecordings(compiled('gic.qnt'), recordingsOf(suite)),
    })),
  ];
}

/** Larger instances; some minutes. */
export const largeGicJobs = (): readonly Job[] => largeGicInstances.map(comparison);

const comparison = (instance: GicInstance): Job => ({
  part: 'gic model',
  what: instance.name,
  run: () => checkGic(compiled('gic.qnt'), instance),
});
