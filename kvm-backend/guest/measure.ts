import { AgentMachine } from '../agent/agent-machine.js';
import { LONGEST_LIST, type AgentCommand } from '../agent/operations.js';
import { spiLine } from '../system/ioctl.js';
import { readVgic, wordOf } from '../vgic/registers.js';
import type { Kvm } from '../vm/kvm.js';

/** Calls, exits and agent commands per second, where KVM runs. */
export interface Rates {
  readonly irqLinePerSecond: number;
  readonly distributorReadsPerSecond: number;
  /** A list of one command is one KVM_RUN and one exit. */
  readonly exitsPerSecond: number;
  readonly batchedCommandsPerSecond: number;
}

const WARM_UP_MS = 500;
const MEASURE_MS = 2000;

/** Measures our side of the ioctls: through koffi, with the views and checks that every user of it pays for. */
export function measure(kvm: Kvm): Rates {
  const agent = new AgentMachine(kvm, { vcpuCount: 1, spiCount: 32 });
  const { vm, device } = agent.machine;
  const latches = wordOf('ISPENDR', 32, 0);
  const command: AgentCommand = { operation: 'readRPR' };
  const list = Array.from({ length: LONGEST_LIST }, () => command);
  try {
    return {
      irqLinePerSecond: rate(1, (round) => vm.irqLine(spiLine(40), round % 2 === 0)),
      distributorReadsPerSecond: rate(1, () => readVgic(device, latches)),
      exitsPerSecond: rate(1, () => agent.run(0, [command])),
      batchedCommandsPerSecond: rate(list.length, () => agent.run(0, list)),
    };
  } finally {
    agent.close();
  }
}

/** How often a second something happens, when each call does it `each` times. */
function rate(each: number, call: (round: number) => unknown): number {
  repeat(WARM_UP_MS, call);
  const { rounds, elapsedMs } = repeat(MEASURE_MS, call);
  return Math.round((each * rounds * 1000) / elapsedMs);
}

function repeat(timeMs: number, call: (round: number) => unknown): { rounds: number; elapsedMs: number } {
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < timeMs) call(rounds++);
  return { rounds, elapsedMs: performance.now() - start };
}
