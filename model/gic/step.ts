import { match } from 'ts-pattern';
import { done, stepCpuInterface, type MachineStep } from './cpu-interface.js';
import { stepDistributor } from './distributor.js';
import type { GicAction, GicObservation, WholeAction } from './language.js';
import { isInGuest, sorted } from './list-registers.js';
import { offer, prune } from './queue.js';
import { readRegister } from './registers/read.js';
import { writesOf } from './registers/write.js';
import { stepResidence, trapped } from './residence.js';
import {
  FIRST_PPI,
  FIRST_SPI,
  interruptAtReset,
  machineAtReset,
  updateAll,
  updateCpuInterface,
  type GicState,
  type Machine,
} from './state.js';
import { stepUserspace } from './userspace.js';
import { stepWire } from './wire.js';

/** One action. */
export function step(
  state: GicState,
  action: GicAction,
): { readonly state: GicState; readonly observation: GicObservation } {
  if (isWhole(action)) return { state: stepWhole(state, action), observation: { kind: 'done' } };
  const { machine, observation } = stepMachine(state.machine, action);
  return { state: { ...state, machine: settle(machine) }, observation };
}

/**
 * While no vCPU stays in the guest, each enters it for a moment after every action, and has looked at its queue when it
 * leaves. With one that stays there nobody else does. Where forwarding is continuous nobody has a queue.
 */
function settle(machine: Machine): Machine {
  if (machine.config.behaviour.forwarding === 'continuous') return machine;
  const pes = machine.cpuInterfaces.map((_, pe) => pe);
  if (pes.some((pe) => isInGuest(machine, pe))) return machine;
  return pes.reduce((before, pe) => prune(sorted(before, pe), pe), machine);
}

const isWhole = (action: GicAction): action is WholeAction =>
  action.kind === 'save' || action.kind === 'restore' || action.kind === 'reset';

function stepWhole(state: GicState, action: WholeAction): GicState {
  const { machine, saved } = state;
  return match(action)
    .with({ kind: 'save' }, () => ({ machine, saved: machine }))
    .with({ kind: 'restore' }, ({ into }) => {
      const target = into === 'fresh' ? machineAtReset(machine.config) : machine;
      return { machine: saved === undefined ? machine : restored(saved, target), saved };
    })
    .with({ kind: 'reset' }, () => ({ machine: reset(machine), saved }))
    .exhaustive();
}

function stepMachine(machine: Machine, action: Exclude<GicAction, WholeAction>): MachineStep {
  return match(action)
    .with({ kind: 'drive' }, { kind: 'pulse' }, (wire) => done(stepWire(machine, wire)))
    .with({ kind: 'enterGuest' }, { kind: 'leaveGuest' }, (residence) => stepResidence(machine, residence))
    .with({ kind: 'mmioRead' }, (access) =>
      trapped(machine, access, (stopped) => ({
        machine: stopped,
        observation: { kind: 'value', value: readRegister(stopped, access) },
      })),
    )
    .with({ kind: 'mmioWrite' }, (access) =>
      trapped(machine, access, (stopped) =>
        done(writesOf(stopped, access, access.value).reduce(stepDistributor, stopped)),
      ),
    )
    .with(
      { kind: 'writeDistributorEnables' },
      { kind: 'writeEnabled' },
      { kind: 'writePending' },
      { kind: 'writeActive' },
      { kind: 'writeTrigger' },
      { kind: 'writeGroup' },
      { kind: 'writePriority' },
      { kind: 'writeRoute' },
      (distributor) => trapped(machine, distributor, (stopped) => done(stepDistributor(stopped, distributor))),
    )
    .with(
      { kind: 'acknowledge' },
      { kind: 'endOfInterrupt' },
      { kind: 'deactivate' },
      { kind: 'writePriorityMask' },
      { kind: 'writeBinaryPoint' },
      { kind: 'writeGroupEnable' },
      { kind: 'writeEoiMode' },
      { kind: 'writeActivePriorities' },
      (cpuInterface) => stepCpuInterface(machine, cpuInterface),
    )
    .with(
      { kind: 'assignPending' },
      { kind: 'assignLines' },
      { kind: 'readLatches' },
      { kind: 'readLines' },
      (userspace) => stepUserspace(machine, userspace),
    )
    .exhaustive();
}

/** T25. The wires belong to the devices, not to the GIC: their levels stay, unless it forgets them (Q3). */
function reset(machine: Machine): Machine {
  const { behaviour } = machine.config;
  const fresh = machineAtReset(machine.config);
  if (behaviour.lineOnReset === 'forgotten') return fresh;
  const { spiTrigger, ppiTrigger } = behaviour.reset;
  return {
    ...fresh,
    spis: machine.spis.map(({ line }) => ({ ...interruptAtReset(spiTrigger, 0, behaviour), line })),
    ppis: machine.ppis.map((bank, pe) =>
      bank.map(({ line }) => ({ ...interruptAtReset(ppiTrigger, pe, behaviour), line })),
    ),
  };
}

/**
 * A saved GIC has its lines, too, except that of an edge-triggered interrupt where nobody tracks it (K12). Writing the
 * state back is an event of every interrupt. Which vCPU has an interrupt is not saved: it stays where it is, in a fresh
 * GIC it comes to where it is routed, also when it is active.
 */
function restored(saved: Machine, target: Machine): Machine {
  const isTracked = saved.config.behaviour.lineWhileEdge === 'tracked';
  const withLines = updateAll(saved, (interrupt) => ({
    ...interrupt,
    line: interrupt.line && (isTracked || interrupt.trigger === 'level'),
  }));
  const withQueues = target.cpuInterfaces.reduce(
    (before, { queue }, pe) => updateCpuInterface(before, pe, (old) => ({ ...old, queue })),
    withLines,
  );
  return offerAll(withQueues);
}

function offerAll(machine: Machine): Machine {
  const targets = [
    ...machine.ppis.flatMap((bank, pe) => bank.map((_, index) => ({ pe, intId: FIRST_PPI + index }))),
    ...machine.spis.map((_, index) => ({ pe: 0, intId: FIRST_SPI + index })),
  ];
  return targets.reduce(offer, machine);
}
