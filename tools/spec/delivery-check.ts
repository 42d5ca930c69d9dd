import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { verdict } from '../../model/delivery/index.js';
import { compile, type Compiled } from '../../spec/quint/index.js';
import { compare, showDifference } from './compare.js';
import { deliveryCorrespondence, deliveryMachine } from './delivery-map.js';
import { timed, type Finding, type Row } from './row.js';
import type { NamedProfile } from './subjects.js';

/** What a worker is asked: to compare these, one after the other. */
interface Task {
  readonly subjects: readonly NamedProfile[];
  readonly threads: number;
}

/**
 * Compares specification and model for a profile, and on the way looks at the specification's own properties in every
 * state: its shape always holds, and an event can be lost exactly where the explorer's verdict says so.
 */
export function checkDelivery(compiled: Compiled, { profile }: NamedProfile, threads: number): Finding {
  const machine = deliveryMachine(compiled, profile, threads);
  const broken = new Set<string>();
  const properties = ['noLostEvent', 'shape', ...(isReference(profile) ? ['inductive'] : [])];
  const result = compare({
    ...deliveryCorrespondence(machine, profile, threads),
    inspect: (state) => {
      for (const property of properties) if (machine.value(property, state) !== true) broken.add(property);
    },
  });
  if (result.kind === 'different') return { verdict: 'fail', found: showDifference(result) };
  const judged = verdict(profile, threads);
  if (judged.kind === 'INCONCLUSIVE') return { verdict: 'fail', found: 'the explorer was stopped by its bound' };
  const { states, edges } = result;
  const counts = `${judged.states} states and ${judged.edges} edges`;
  if (states !== judged.states || edges !== judged.edges)
    return { verdict: 'fail', found: `the explorer has ${counts}`, states, edges };
  const wanted = judged.kind === 'LOST' ? 'noLostEvent' : '';
  if ([...broken].join() !== wanted)
    return {
      verdict: 'fail',
      found: `${judged.kind}, but in the specification broken: ${[...broken].join()}`,
      states,
      edges,
    };
  return { verdict: 'pass', found: `equal, ${judged.kind}`, states, edges };
}

const isReference = ({ order, update, signal, section, trigger, driver }: NamedProfile['profile']): boolean =>
  [order, update, signal, section, trigger, driver].join() === 'statusFirst,or,always,whole,edge,ackFirst';

/** Compares all subjects in a thread of its own. */
export async function* deliveryChecks(subjects: readonly NamedProfile[], threads: number): AsyncGenerator<Row> {
  const task: Task = { subjects, threads };
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const rows: Row[] = [];
  let wake: () => void = () => undefined;
  let failure: Error | undefined;
  worker.on('message', (row: Row) => {
    rows.push(row);
    wake();
  });
  worker.on('error', (error: Error) => {
    failure = error;
    wake();
  });
  for (let at = 0; at < subjects.length; at += 1) {
    while (rows[at] === undefined) {
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    yield rows[at] as Row;
  }
  await worker.terminate();
}

if (!isMainThread && parentPort !== null) {
  const { subjects, threads } = workerData as Task;
  const compiled = compile('delivery.qnt');
  const size = threads === 1 ? '1 thread' : `${threads} threads`;
  for (const subject of subjects)
    parentPort.postMessage(
      await timed('model', `${subject.name}, ${size}`, () => checkDelivery(compiled, subject, threads)),
      [],
    );
}
