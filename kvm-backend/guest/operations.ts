import type { Operations } from '../remote/server.js';
import { Kvm } from '../vm/kvm.js';
import { checkContract } from '../contract/check.js';
import { actOut, type DeliveryRequest as DeliveryRun } from '../delivery/act.js';
import { exerciseDeaf } from './deaf.js';
import { deliverFromThreads, type ThreadedRequest } from './deliver-from-threads.js';
import { deliver, type DeliveryRequest } from './deliver.js';
import { describeKvm } from './describe.js';
import { exerciseGic } from './exercise.js';
import { countHeld } from './held.js';
import { exerciseLateLevel } from './late-level.js';
import { describeMachine } from './machine.js';
import { measure, type MeasureRequest } from './measure.js';
import { race, resampleByThread, type RaceRequest } from './race.js';
import { exerciseResample } from './resample.js';
import { runAgent, runFree, runStopped, type RunRequest } from './run.js';

/** Everything that the process which owns KVM can be asked. */
export const operations = {
  /** @throws IrqlineError KVM_UNAVAILABLE and others */
  describe: () => withKvm(describeKvm),
  machine: () => describeMachine(),
  held: () => countHeld(),
  contract: (body: readonly string[]) => withKvm((kvm) => checkContract(kvm, body)),
  exerciseGic: () => withKvm(exerciseGic),
  exerciseResample: () => withKvm(exerciseResample),
  exerciseDeaf: () => withKvm(exerciseDeaf),
  exerciseLateLevel: () => withKvm(exerciseLateLevel),
  race: (body: RaceRequest) => withKvm((kvm) => race(kvm, body)),
  resampleByThread: (body: number) => withKvm((kvm) => resampleByThread(kvm, body)),
  measure: (body: MeasureRequest) => withKvm((kvm) => measure(kvm, body)),
  deliver: (body: DeliveryRequest) => withKvm((kvm) => deliver(kvm, body)),
  deliverFromThreads: (body: ThreadedRequest) => withKvm((kvm) => deliverFromThreads(kvm, body)),
  /** Takes and gives what the function of this name does. */
  runStopped: (body: readonly RunRequest[]) => runStopped(body),
  runAgent: (body: readonly RunRequest[]) => runAgent(body),
  actOut: (body: readonly DeliveryRun[]) => actOut(body),
  runFree: (body: readonly RunRequest[]) => runFree(body),
} satisfies Operations;

/** What each of them takes and gives. */
export type KvmOperations = typeof operations;

function withKvm<T>(use: (kvm: Kvm) => T): T {
  const kvm = Kvm.open();
  try {
    return use(kvm);
  } finally {
    kvm.close();
  }
}
