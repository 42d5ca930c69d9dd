import { spiFromIntId } from '../../impl/index.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { openGic } from '../agent/driver.js';
import { runFreely } from '../free/run-freely.js';
import { KvmVgicV3 } from '../vgic/kvm-vgic-v3.js';
import type { Kvm } from '../vm/kvm.js';
import { codeOf } from './code-of.js';
import { hasLatch, isLineHigh, makeLevel } from './inspect.js';

/** What comes of pulses by irqfd of an SPI that is made level-triggered after its eventfd was bound. */
export interface LateLevelExercise {
  /** The code of the error, and whether the line is high then. */
  readonly stopped: readonly [code: string, isHigh: boolean];
  /** The same while a vCPU is in the guest, which hides the trigger. */
  readonly running: readonly [code: string, isHigh: boolean];
  /** Whether an edge is latched that came while the vCPU was in the guest. */
  readonly edge: boolean;
}

const SPI = spiFromIntId(48);
const EDGE = spiFromIntId(49);
const SIZE = { vcpuCount: 1, spiCount: 32 } as const;

/** Pulses an SPI by irqfd before and after it is made level-triggered. */
export function exerciseLateLevel(kvm: Kvm): LateLevelExercise {
  const agent = new AgentMachine(kvm, SIZE);
  try {
    const gic = KvmVgicV3.of(agent.machine, SIZE, { pulses: 'irqfd' });
    agent.run(0, openGic([SPI, EDGE], 'edge'));
    agent.run(0, [{ operation: 'writePMR', value: 0 }]); // nothing is taken, nor anything that pends moved to the vCPU
    gic.pulseSpi(SPI);
    makeLevel(gic.device, SPI);
    const outcome = (code: string) => [code, isLineHigh(gic.device, SPI)] as const;
    const stopped = outcome(codeOf(() => gic.pulseSpi(SPI)));
    let code = 'not pulsed';
    const act = (): void => {
      code = codeOf(() => gic.pulseSpi(SPI));
      gic.pulseSpi(EDGE);
    };
    runFreely(agent, [
      { kind: 'enter', vcpu: 0 },
      { kind: 'host', act },
      { kind: 'leave', vcpu: 0 },
    ]);
    return { stopped, running: outcome(code), edge: hasLatch(gic.device, EDGE) };
  } finally {
    agent.close();
  }
}
