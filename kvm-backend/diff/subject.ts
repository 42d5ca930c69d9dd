import { architectureGic, type GicBehaviour } from '../../model/index.js';
import { play } from '../../properties/engine/drive.js';
import { kvmInNewVm } from '../../properties/kvm/new-vm.js';
import { resolve } from '../../properties/gic/resolve.js';
import { softGic } from '../../properties/gic/soft-gic-subject.js';
import { LIST_REGISTERS } from '../../properties/kvm/in-flight.js';
import type { RunReply, RunRequest } from '../guest/run.js';
import type { KvmClient } from '../remote/client.js';
import { compareRun } from './compare.js';
import type { Comparison } from './comparison.js';
import { injectionOf } from '../vgic/injection.js';
import { asOn, injectsAtOnce } from './kernel.js';
import { runOnKvm, type Rung } from './rung.js';
import type { Seen } from './seen.js';

/** What `--against` can name, in the order in which they take their turns. */
export const subjectNames = ['kvm', 'soft-gic', 'qemu'] as const;
/** One of them. */
export type SubjectName = (typeof subjectNames)[number];

/** A GIC that makes the runs of a rung. The model is what each is compared with, as the kind of GIC that it is. */
export interface DiffSubject {
  readonly name: SubjectName;
  /** How many a PE has; 0 when it has none. */
  readonly listRegisters: number;
  /** A run as it can make it: on its own kind of GIC, without what it lacks or what is UNPREDICTABLE there. */
  runFor(run: RunRequest): RunRequest;
  /** Has it make runs. @returns what it answered to each */
  play(rung: Rung, runs: readonly RunRequest[]): Promise<readonly unknown[]>;
  /** @param reply - what it answered to the run; nothing when it answered to fewer */
  compare(rung: Rung, run: RunRequest, reply: unknown): Comparison;
}

/**
 * KVM's vGICv3, for which the runs are made.
 * @param listRegisters - from `countListRegisters`; what rungs 1 and 2 generate stays within as many as every processor has
 */
export function kvmSubject(client: KvmClient, listRegisters: number = LIST_REGISTERS): DiffSubject {
  const { kernel } = client.greeting;
  return {
    name: 'kvm',
    listRegisters,
    runFor: (run) => ({
      ...asOn(kernel, listRegisters, isOfKvm(run) ? run : asKind(kvmInNewVm, run)),
      injection: injectionOf((injectsAtOnce(kernel) && run.injection) || {}),
    }),
    play: (rung, runs) => runOnKvm(client, rung, runs),
    compare: (rung, run, reply) => rung.compare(run, reply ?? { outcomes: [] }),
  };
}

/** SoftGic, which follows the architecture. It has nothing of what only KVM lets userspace do. */
export function softGicSubject(make: typeof softGic = softGic): DiffSubject {
  const subject = make();
  return {
    name: 'soft-gic',
    listRegisters: 0,
    runFor: ({ config, actions }) =>
      asKind(architectureGic, { config, actions: actions.filter((action) => subject.supports(action)) }),
    play: (_, runs) => Promise.resolve(runs.map((run) => playOn(make(), run))),
    compare: (_, run, reply) => compareRun(run, reply as RunReply<Seen>, (view) => view, []),
  };
}

/** Whether it was made for KVM, and not for a GIC of another kind. */
const isOfKvm = ({ config: { behaviour } }: RunRequest): boolean =>
  behaviour.edgeDetector === 'assert' && behaviour.forwarding === 'onEvent';

/** The run on a GIC of another kind, where other actions may be UNPREDICTABLE. */
export function asKind(behaviour: GicBehaviour, { config, actions }: RunRequest): RunRequest {
  const own = { ...config, behaviour };
  return { config: own, actions: resolve(own, actions) };
}

function playOn(subject: ReturnType<typeof softGic>, { config, actions }: RunRequest): RunReply<Seen> {
  try {
    return play(subject, config, actions);
  } finally {
    subject.close();
  }
}
