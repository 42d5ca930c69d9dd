import { IrqlineError } from '../../spec/errors.js';
import type { AgentMachine } from '../agent/agent-machine.js';
import { CALLED_OFF } from '../agent/operations.js';
import { crew } from './crew.js';
import type { Answer, Job } from './thread.js';
import { TurnWord } from './turn-word.js';
import { rosterOf, type Roster, type Turn } from './turns.js';

/** After this long, in milliseconds, everyone is called off. */
const DEADLINE_MS = 20_000;
const TOO_SLOW = 'vCPUs that run at the same time did not come to an end';
/** So long they may take to hear of it. */
const RECALL_MS = 5_000;

/**
 * Runs vCPUs at the same time, each on a thread of its own. They take turns without leaving the guest, so that what one
 * does is seen while the others' list registers are loaded. A vCPU that is in the guest at the end leaves then.
 * @returns the results of each turn's commands
 * @throws IrqlineError KVM_GUEST_FAULT when a vCPU does what the agent never does, or they do not come to an end
 */
export function runFreely({ machine, memory }: AgentMachine, turns: readonly Turn[]): readonly (readonly number[])[] {
  const roster = rosterOf(turns);
  const vcpus = [...roster.stays.keys()];
  const jobs = vcpus.map((index): Job => {
    const vcpu = machine.vcpus[index];
    if (vcpu === undefined) throw new RangeError(`no vCPU ${index}`); // the model's configuration has as many as the VM
    const { address, length } = memory;
    return { vcpu: vcpu.shared, memory: { address, length }, stays: roster.stays.get(index) ?? [] };
  });
  const turn = new TurnWord(memory.memory);
  turn.start();
  crew.start(jobs);
  try {
    takeHostTurns(roster, turn);
  } finally {
    join(jobs.length, turn);
  }
  const wasCalledOff = turn.value === CALLED_OFF;
  const results = crew.answers(jobs.length).map(resultsOf);
  if (wasCalledOff) throw new IrqlineError('KVM_GUEST_FAULT', TOO_SLOW);
  return roster.places.map((place) => {
    if (place === undefined) return [];
    return results[vcpus.indexOf(place.vcpu)]?.[place.stay]?.slice(place.first, place.first + place.count) ?? [];
  });
}

function takeHostTurns({ host }: Roster, turn: TurnWord): void {
  const end = performance.now() + DEADLINE_MS;
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

function join(jobs: number, turn: TurnWord): void {
  if (crew.wait(jobs, DEADLINE_MS)) return;
  turn.callOff();
  if (crew.wait(jobs, RECALL_MS)) return;
  throw new IrqlineError('KVM_GUEST_FAULT', TOO_SLOW);
}

function resultsOf(answer: Answer): readonly (readonly number[])[] {
  if ('failure' in answer) throw new IrqlineError('KVM_GUEST_FAULT', answer.failure);
  return answer.results;
}
