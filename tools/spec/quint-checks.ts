import { readFileSync } from 'node:fs';
import {
  accept,
  compile,
  machineOf,
  quint,
  readItf,
  simulate,
  specificationPath,
  type Compiled,
  type Machine,
} from '../../spec/quint/index.js';
import { namedSystems } from '../../model/delivery/index.js';
import { deliveryMachine } from './delivery-map.js';
import { timed, type Finding, type Row } from './row.js';

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
    : { verdict: 'pass', found: `${traces.length} runs of the simulator, ${steps} steps` };
}

/** All that Quint itself can check here. */
export async function* quintChecks(delivery: Compiled): AsyncGenerator<Row> {
  for (const file of ['profile.qnt', 'delivery.qnt', 'races.qnt', 'gic.qnt', 'gic-scenes.qnt'])
    yield timed('quint', file, () => typecheck(file));
  for (const file of ['races.qnt', 'gic-scenes.qnt'])
    for (const module of modulesWithRuns(file)) yield timed(file, module, () => runs(file, module));
  yield timed('interpreter', 'constructs', () =>
    simulator(
      machineOf(compile('quint/constructs.qnt'), new Map()),
      simulate('quint/constructs.qnt', { main: 'constructs', runs: 40, steps: 30, seed: 5 }),
    ),
  );
  const [reference] = namedSystems;
  if (reference !== undefined)
    yield timed('interpreter', 'delivery', () =>
      simulator(
        deliveryMachine(delivery, { ...reference.choices, driver: 'ackFirst' }, 2),
        simulate('races.qnt', { main: 'onReference', runs: 60, steps: 40, seed: 7 }),
      ),
    );
}
