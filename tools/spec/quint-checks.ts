import { readFileSync } from 'node:fs';
import {
  accept,
  compile,
  machineOf,
  quint,
  readItf,
  simulate,
  specificationPath,
  type Machine,
} from '../../spec/quint/index.js';
import { compiled } from './compiled.js';
import { driveDelivery, simulateDelivery } from './delivery-itf.js';
import { deliveryMachine } from './delivery-map.js';
import type { Finding, Job } from './row.js';
import type { NamedProfile } from './subjects.js';

/** The modules of a file that tell runs: each fixes the constants of a specification. */
export function modulesWithRuns(file: string): readonly string[] {
  const text = readFileSync(specificationPath(file), 'utf8');
  const modules = text.split(/^module /mu).slice(1);
  return modules.filter((module) => module.includes('\n  run ')).map((module) => module.replace(/\W[\s\S]*/u, ''));
}

/** Quint's own verdict on a specification: its types, modes and effects. */
export function typecheck(file: string): Finding {
  quint(['typecheck', specificationPath(file)]);
  return { verdict: 'pass', found: 'typechecks' };
}

/** Runs the runs of one module. */
export function runs(file: string, module: string): Finding {
  const output = quint(['test', '--backend=typescript', `--main=${module}`, specificationPath(file)]);
  const passed = Number(/(\d+) passing/u.exec(output)?.[1] ?? 0);
  const failed = /\d+ failed/u.exec(output)?.[0];
  return passed > 0 && failed === undefined
    ? { verdict: 'pass', found: `${passed} ${passed === 1 ? 'run' : 'runs'}` }
    : { verdict: 'fail', found: output };
}

/** Holds the interpreter against random runs of Quint's simulator. */
export function simulator(machine: Machine, traces: readonly string[]): Finding {
  let steps = 0;
  for (const trace of traces) {
    const { labels, refused } = accept(machine, readItf(trace, machine.variables));
    if (refused !== undefined) return { verdict: 'fail', found: `after ${labels.join(', ')}: ${refused}` };
    steps += labels.length;
  }
  return steps === 0
    ? { verdict: 'fail', found: 'the simulator made no step' }
    : { verdict: 'pass', found: `${traces.length} runs, ${steps} steps` };
}

/** Drives the real code of a profile with runs of Quint's simulator. */
function drive({ profile }: NamedProfile): Finding {
  const machine = deliveryMachine(compiled('delivery.qnt'), profile, 2);
  const traces = simulateDelivery(profile, 2, { runs: 40, steps: 40, seed: 7 });
  let steps = 0;
  for (const trace of traces) {
    const run = driveDelivery(machine, profile, 2, trace);
    if (run.failure !== undefined) return { verdict: 'fail', found: run.failure };
    steps += run.steps;
  }
  return { verdict: 'pass', found: `${traces.length} runs, ${steps} steps` };
}

/** All that Quint itself can check here, and what its simulator is good for. */
export function quintJobs(named: readonly NamedProfile[]): readonly Job[] {
  return [
    ...['profile.qnt', 'delivery.qnt', 'races.qnt', 'gic.qnt', 'gic-scenes.qnt'].map((file) => ({
      part: 'quint',
      what: file,
      run: () => typecheck(file),
    })),
    ...['races.qnt', 'gic-scenes.qnt'].flatMap((file) =>
      modulesWithRuns(file).map((module) => ({
        part: 'quint',
        what: `${file}: ${module}`,
        run: () => runs(file, module),
      })),
    ),
    {
      part: 'interpreter',
      what: 'constructs',
      run: () =>
        simulator(
          machineOf(compile('quint/constructs.qnt'), new Map()),
          simulate('quint/constructs.qnt', { main: 'constructs', runs: 40, steps: 30, seed: 5 }),
        ),
    },
    ...named.map((subject) => ({ part: 'code', what: `IrqLine as ${subject.name}`, run: () => drive(subject) })),
  ];
}
