import { IrqlineError } from '../../spec/errors.js';
import type { Mapping } from '../system/descriptor.js';
import { CALLED_OFF } from '../agent/operations.js';
import type { Vcpu } from '../vm/vcpu.js';
import { failureError } from '../remote/failure.js';
import { crew } from './crew.js';
import type { Answer, Job } from './thread.js';
import { TurnWord } from './turn-word.js';
import { rosterOf, type Roster, type Turn } from './turns.js';

/** What it needs of an AgentMachine. */
interface RunnableMachine {
  readonly machine: { readonly vcpus: readonly Vcpu[] };
  readonly memory: Mapping;
}

/** How long vCPUs may run. */
export interface Patience {
  /** After this long, in milliseconds, everyone is called off. */
  readonly dueMs: number;
  /** So long they may take to hear of it, before they are taken out of the guest. */
  readonly recallMs: number;
}

const usualPatience: Patience = { dueMs: 20_000, recallMs: 5_000 };
const TOO_SLOW = 'vCPUs that run at the same time did not come to an end';
const DEAF = `${TOO_SLOW}, nor when they were called off`;

/**
 * Runs vCPUs at the same time, each on a thread of its own. They take turns without leaving the guest, so that what one
 * does is seen while the others' list registers are loaded. A vCPU that is in the guest at the end leaves then. Whatever
 * comes of it, none is in the guest any more when this returns, so that the machine may be closed.
 * @returns the results of each turn's commands
 * @throws IrqlineError KVM_GUEST_FAULT when a vCPU does what the agent never does, or they do not come to an end; what a
 *   thread threw
 */
export function runFreely(
  { machine, memory }: RunnableMachine,
  turns: readonly Turn[],
  patience: Patience = usualPatience,
): readonly (readonly number[])[] {
  const roster = rosterOf(turns);
  const vcpus = [...roster.stays.keys()];
  const free = vcpus.map((index): Vcpu => {
    const vcpu = machine.vcpus[index];
    if (vcpu === undefined) throw new RangeError(`no vCPU ${index}`); // the model's configuration has as many as the VM
    return vcpu;
  });
  const { address, length } = memory;
  const turn = new TurnWord(memory.memory);
  turn.start();
  crew.start(
    free.map(({ index, shared }): Job => {
      return { vcpu: shared, memory: { address, length }, stays: roster.stays.get(index) ?? [] };
    }),
  );
  let answers: readonly Answer[] = [];
  try {
    takeHostTurns(roster, turn, patience);
  } finally {
    answers = join(free, turn, patience);
  }
  const wasCalledOff = turn.value === CALLED_OFF;
  const results = answers.map(resultsOf);
  if (wasCalledOff) throw new IrqlineError('KVM_GUEST_FAULT', TOO_SLOW);
  return roster.places.map((place) => {
    if (place === undefined) return [];
    return results[vcpus.indexOf(place.vcpu)]?.[place.stay]?.slice(place.first, place.first + place.count) ?? [];
  });
}

function takeHostTurns({ host }: Roster, turn: TurnWord, { dueMs }: Patience): void {
  const end = performance.now() + dueMs;
  try {
    for (const { turn: mine, act } of host) {
      if (!turn.await(mine, () => performance.now() > end)) return turn.callOff();
      act();
      turn.pass(mine + 1);
    }
  } catch (error) {
    turn.callOff();
    throw error;
  }
}

/**
 * Waits until every thread has answered, however that is brought about: until then its vCPU may be in the guest, whose
 * memory must not go, and its answer would be taken for that to the next job. A thread that does not even come back from
 * an interrupted KVM_RUN leaves this process nothing to go on with: whoever asked it ends it in the end.
 */
function join(vcpus: readonly Vcpu[], turn: TurnWord, { dueMs, recallMs }: Patience): readonly Answer[] {
  const jobs = vcpus.length;
  if (crew.wait(jobs, dueMs)) return crew.answers(jobs);
  turn.callOff();
  if (crew.wait(jobs, recallMs)) return crew.answers(jobs);
  for (const vcpu of vcpus) vcpu.expel();
  crew.interrupt(jobs);
  crew.wait(jobs, Infinity);
  crew.answers(jobs);
  throw new IrqlineError('KVM_GUEST_FAULT', DEAF);
}

function resultsOf(answer: Answer): readonly (readonly number[])[] {
  if ('failure' in answer) throw failureError(answer.failure);
  return answer.results;
}
