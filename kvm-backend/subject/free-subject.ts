import { match, P } from 'ts-pattern';
import type { GicAction, GicConfig, GicObservation, GicView } from '../../model/index.js';
import { IrqlineError } from '../../spec/errors.js';
import { AgentMachine } from '../agent/agent-machine.js';
import { runFreely } from '../free/run-freely.js';
import type { Turn } from '../free/turns.js';
import type { Injection } from '../vgic/injection.js';
import type { Kvm } from '../vm/kvm.js';
import { isAgentAction, observeAgent } from './agent-subject.js';
import { sizeOf } from './encoding.js';
import { CachedRegisters } from './cached-registers.js';
import { actorOf, commandOf, readsValue } from './guest-commands.js';
import { Wires } from './wires.js';

const needEveryVcpuStopped = [
  'assignPending',
  'assignLines',
  'readLatches',
  'readLines',
  'save',
  'restore',
  'reset',
] as const;

/** Whether it can be done while vCPUs are in the guest. */
export function isFreeAction(action: GicAction): boolean {
  return isAgentAction(action) && !needEveryVcpuStopped.some((one) => one === action.kind);
}

/** What a whole run showed: each action's observation, and what there is to see once every vCPU has left the guest. */
export interface FreeOutcome {
  readonly observations: readonly GicObservation[];
  readonly view: GicView;
}

/**
 * Rung 3: a VM whose vCPUs stay in the guest from `enterGuest` to `leaveGuest`, and act there while others do, in the order
 * of the run. A host that interrupts a vCPU in between makes it leave and enter again; that cannot be seen from here.
 * @param injection - how SPIs are pulsed; their levels go by KVM_IRQ_LINE
 * @throws IrqlineError KVM_GUEST_FAULT, KvmError, TRACE_NOT_SUPPORTED for what needs all vCPUs stopped
 */
export function playFreely(
  kvm: Kvm,
  config: GicConfig,
  actions: readonly GicAction[],
  injection: Pick<Partial<Injection>, 'pulses'> = {},
): FreeOutcome {
  const agent = new AgentMachine(kvm, sizeOf(config));
  try {
    const wires = new Wires(agent.machine, sizeOf(config), injection);
    const results = runFreely(
      agent,
      actions.map((action) => turnOf(wires, action)),
    );
    const observations = actions.map((action, index): GicObservation => {
      const value = readsValue(action) ? results[index]?.[0] : undefined;
      return value === undefined ? { kind: 'done' } : { kind: 'value', value };
    });
    return { observations, view: observeAgent(agent, new CachedRegisters(agent.machine.device), config) };
  } finally {
    agent.close();
  }
}

function turnOf(wires: Wires, action: GicAction): Turn {
  return match(action)
    .returnType<Turn>()
    .with({ kind: 'enterGuest' }, ({ pe }) => ({ kind: 'enter', vcpu: pe }))
    .with({ kind: 'leaveGuest' }, ({ pe }) => ({ kind: 'leave', vcpu: pe }))
    .with({ kind: 'drive' }, (to) => ({ kind: 'host', act: () => wires.drive(to, to.level) }))
    .with({ kind: 'pulse' }, (to) => ({ kind: 'host', act: () => wires.pulse(to) }))
    .with({ kind: P.union(...needEveryVcpuStopped) }, ({ kind }) => {
      throw new IrqlineError('TRACE_NOT_SUPPORTED', `${kind}, which KVM refuses while a vCPU runs`);
    })
    .otherwise((guest) => ({ kind: 'guest', vcpu: actorOf(guest), commands: [commandOf(guest)] }));
}
