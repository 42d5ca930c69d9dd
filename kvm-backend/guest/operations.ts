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
export const operations: Operations = {
  /** @throws IrqlineError KVM_UNAVAILABLE and others */
  describe: () => withKvm(describeKvm),
  machine: () => describeMachine(),
  held: () => countHeld(),
  contract: (body) => withKvm((kvm) => checkContract(kvm, body as readonly string[])),
  exerciseGic: () => withKvm(exerciseGic),
  exerciseResample: () => withKvm(exerciseResample),
  exerciseDeaf: () => withKvm(exerciseDeaf),
  exerciseLateLevel: () => withKvm(exerciseLateLevel),
  race: (body) => withKvm((kvm) => race(kvm, body as RaceRequest)),
  resampleByThread: (body) => withKvm((kvm) => resampleByThread(kvm, body as number)),
  measure: (body) => withKvm((kvm) => measure(kvm, body as MeasureRequest)),
  deliver: (body) => withKvm((kvm) => deliver(kvm, body as DeliveryRequest)),
  deliverFromThreads: (body) => withKvm((kvm) => deliverFromThreads(kvm, body as ThreadedRequest)),
  /** Takes and gives what the function of this name does. */
  runStopped: (body) => runStopped(body as readonly RunRequest[]),
  runAgent: (body) => runAgent(body as readonly RunRequest[]),
  actOut: (body) => actOut(body as readonly DeliveryRun[]),
  runFree: (body) => runFree(body as readonly RunRequest[]),
};

function withKvm<T>(use: (kvm: Kvm) => T): T {
  const kvm = Kvm.open();
  try {
    return use(kvm);
  } finally {
    kvm.close();
  }
}
