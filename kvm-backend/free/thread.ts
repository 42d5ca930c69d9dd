import { type MessagePort, workerData } from 'node:worker_threads';
import { commandsOf, guestLayout } from '../agent/operations.js';
import { runList } from '../agent/run-list.js';
import { describeFailure } from '../remote/failure.js';
import type { RemoteFailure } from '../remote/protocol.js';
import { viewOf } from '../system/libc.js';
import { currentThread } from '../system/thread.js';
import { Vcpu, type SharedVcpu } from '../vm/vcpu.js';
import { TurnWord } from './turn-word.js';
import type { Stay } from './turns.js';

/** What a thread gets: one vCPU, and what it shall do. */
export interface Job {
  readonly vcpu: SharedVcpu;
  readonly memory: { readonly address: bigint; readonly length: number };
  readonly stays: readonly Stay[];
}

/** What it answers: the results of each stay's commands, or why it could not go on. */
export type Answer = { readonly results: readonly (readonly number[])[] } | { readonly failure: RemoteFailure };

/** What a thread is made with. */
export interface Equipment {
  readonly port: MessagePort;
  /** A word that counts the answers. */
  readonly answered: SharedArrayBuffer;
  /** Eight bytes in which it says which thread it is. */
  readonly name: SharedArrayBuffer;
}

// A thread of its own, since KVM_RUN blocks for as long as its vCPU is in the guest.
const { port, answered, name } = workerData as Equipment;
const count = new Int32Array(answered);
const ownName = new BigInt64Array(name);
Atomics.store(ownName, 0, currentThread());
Atomics.notify(ownName, 0);

port.on('message', (job: Job) => {
  port.postMessage(answerOf(job));
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
});

function answerOf({ vcpu: shared, memory: { address, length }, stays }: Job): Answer {
  const memory = viewOf(address, length);
  const turn = new TurnWord(memory);
  const vcpu = Vcpu.attach(shared);
  const area = new DataView(memory, commandsOf(vcpu.index) - guestLayout.memory);
  try {
    const results: (readonly number[])[] = [];
    for (const { startsAt, commands, thenTurn } of stays) {
      if (!turn.await(startsAt)) break;
      results.push(runList(vcpu, area, commands));
      if (thenTurn !== undefined) turn.pass(thenTurn);
    }
    return { results };
  } catch (error) {
    turn.callOff();
    return { failure: describeFailure(error) };
  }
}
