import { match } from 'ts-pattern';
import { done, stepCpuInterface, type MachineStep } from './cpu-interface.js';
import { stepDistributor } from './distributor.js';
import { offer, settle } from './forwarding.js';
import type { GicAction, GicObservation, WholeAction } from './language.js';
import { readRegister } from './registers/read.js';
import { writesOf } from './registers/write.js';
import {
  FIRST_PPI,
  FIRST_SPI,
  interruptAtReset,
  machineAtReset,
  updateAll,
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

const isWhole = (action: GicAction): action is WholeAction =>
  action.kind === 'save' || action.kind === 'restore' || action.kind === 'reset';

function stepWhole(state: GicState, action: WholeAction): GicState {
  const { machine, saved } = state;
  return match(action)
    .with({ kind: 'save' }, () => ({ machine, saved: machine }))
    .with({ kind: 'restore' }, () => ({ machine: saved === undefined ? machine : restored(saved), saved }))
    .with({ kind: 'reset' }, () => ({ machine: reset(machine), saved }))
    .exhaustive();
}

function stepMachine(machine: Machine, action: Exclude<GicAction, WholeAction>): MachineStep {
  return match(action)
    .with({ kind: 'drive' }, { kind: 'pulse' }, (wire) => done(stepWire(machine, wire)))
    .with({ kind: 'mmioRead' }, (access) => ({
      machine,
      observation: { kind: 'value', value: readRegister(machine, access) } as const,
    }))
    .with({ kind: 'mmioWrite' }, (access) =>
      done(writesOf(machine, access, access.value).reduce(stepDistributor, machine)),
    )
    .with(
      { kind: 'assignPending' },
      { kind: 'assignLines' },
      { kind: 'readLatches' },
      { kind: 'readLines' },
      (userspace) => stepUserspace(machine, userspace),
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
      (distributor) => done(stepDistributor(machine, distributor)),
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
 * state back is an event of every interrupt.
 */
function restored(saved: Machine): Machine {
  const isTracked = saved.config.behaviour.lineWhileEdge === 'tracked';
  const withLines = updateAll(saved, (interrupt) => ({
    ...interrupt,
    line: interrupt.line && (isTracked || interrupt.trigger === 'level'),
  }));
  return offerAll(withLines);
}

function offerAll(machine: Machine): Machine {
  const targets = [
    ...machine.ppis.flatMap((bank, pe) => bank.map((_, index) => ({ pe, intId: FIRST_PPI + index }))),
    ...machine.spis.map((_, index) => ({ pe: 0, intId: FIRST_SPI + index })),
  ];
  return targets.reduce(offer, machine);
}
