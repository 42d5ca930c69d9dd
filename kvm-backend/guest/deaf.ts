import { IrqlineError } from '../../spec/errors.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { CALLED_OFF, guestLayout } from '../agent/operations.js';
import { runFreely } from '../free/run-freely.js';
import type { Turn } from '../free/turns.js';
import type { Kvm } from '../vm/kvm.js';

/** What comes of vCPUs that never come to an end. */
export interface DeafExercise {
  /** The error, by whether the guest looks at the word that calls everyone off. */
  readonly faults: Readonly<Record<'hears' | 'isDeaf', string>>;
  /** What the same threads read on the machines that follow each of them: the ICC_PMR_EL1 that each wrote there. */
  readonly next: readonly (readonly number[])[];
  /** The turn after a vCPU has passed on a turn of its own in the guest, when it is someone's and when all are called off. */
  readonly passed: readonly number[];
}

const SIZE = { vcpuCount: 2, spiCount: 32 } as const;
const NEVER = 7;
const PATIENCE = { dueMs: 1000, recallMs: 1000 } as const;

/** Has one vCPU wait in the guest for its turn, and the other for ever: where it is called off, or where nobody writes. */
export function exerciseDeaf(kvm: Kvm): DeafExercise {
  const hears = faultOf(kvm, guestLayout.turn);
  const afterHearing = readPriorityMasks(kvm, [0x80, 0x90]);
  const isDeaf = faultOf(kvm, guestLayout.turn + 8);
  return {
    faults: { hears, isDeaf },
    next: [afterHearing, readPriorityMasks(kvm, [0xa0, 0xb0])],
    passed: [3, CALLED_OFF].map((turn) => passFrom(kvm, turn)),
  };
}

function faultOf(kvm: Kvm, address: number): string {
  const turns: readonly Turn[] = [
    { kind: 'enter', vcpu: 0 },
    { kind: 'guest', vcpu: 1, commands: [{ operation: 'await', address, value: NEVER }] },
    { kind: 'leave', vcpu: 0 },
  ];
  const agent = new AgentMachine(kvm, SIZE);
  try {
    runFreely(agent, turns, PATIENCE);
    return 'none';
  } catch (error) {
    if (error instanceof IrqlineError) return error.detail;
    throw error;
  } finally {
    agent.close();
  }
}

function passFrom(kvm: Kvm, turn: number): number {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    const word = new DataView(agent.memory.memory, guestLayout.turn - guestLayout.memory, 4);
    word.setUint32(0, turn, true);
    agent.run(0, [{ operation: 'publish', address: guestLayout.turn, value: NEVER }]);
    return word.getUint32(0, true);
  } finally {
    agent.close();
  }
}

function readPriorityMasks(kvm: Kvm, masks: readonly number[]): readonly number[] {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    const turns = masks.map((value, vcpu): Turn => {
      return { kind: 'guest', vcpu, commands: [{ operation: 'writePMR', value }, { operation: 'readPMR' }] };
    });
    return runFreely(agent, turns).map((results) => results[1] ?? NaN);
  } finally {
    agent.close();
  }
}
