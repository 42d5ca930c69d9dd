import { gicModel, whyUnpredictable, type GicAction, type GicObservation, type GicState } from '../../model/index.js';

/** A state that KVM may be in, and what it showed last. */
export interface Possible {
  readonly state: GicState;
  readonly observation: GicObservation;
}

/**
 * What an action may lead to when the host can interrupt any vCPU that stays in the guest at any time: by a timer tick, or by
 * the kick that follows an event. The vCPU then leaves the guest, and enters it again some time later, at the latest for
 * its own next action, which it makes as it would from outside; nobody is told. The first one is that of a host which
 * never interrupts.
 * @param residents - the vCPUs that stay in the guest
 * @returns undefined once the action is UNPREDICTABLE in one of the states: then the run tells nothing more
 */
export function afterwards(
  states: readonly GicState[],
  residents: ReadonlySet<number>,
  action: GicAction,
): readonly Possible[] | undefined {
  if (action.kind === 'pulse') {
    // Two calls of KVM_IRQ_LINE: a vCPU that comes in between has a level in its list register, and nothing takes it out.
    const { pe, intId } = action;
    const raised = withInterruptions(states, residents).map(
      (state) => gicModel.step(state, { kind: 'drive', pe, intId, level: true }).state,
    );
    return afterwards(raised, residents, { kind: 'drive', pe, intId, level: false });
  }
  const before = withInterruptions(states, residents);
  if (before.some(({ machine }) => whyUnpredictable(machine, action) !== undefined)) return undefined;
  return before.map((state) => gicModel.step(state, action));
}

/** The states, and those in which some of the vCPUs have left the guest or entered it again meanwhile. */
function withInterruptions(states: readonly GicState[], residents: ReadonlySet<number>): readonly GicState[] {
  const known = new Map(states.map((state) => [keyOf(state), state]));
  // What is added while the map is walked is walked as well.
  for (const state of known.values()) {
    for (const pe of residents) {
      const next = gicModel.step(state, { kind: isInGuest(state, pe) ? 'leaveGuest' : 'enterGuest', pe }).state;
      if (!known.has(keyOf(next))) known.set(keyOf(next), next);
    }
  }
  return [...known.values()];
}

/** The state once every vCPU has left the guest. */
export function allLeft(state: GicState): GicState {
  return state.machine.cpuInterfaces.reduce(
    (before, _, pe) => gicModel.step(before, { kind: 'leaveGuest', pe }).state,
    state,
  );
}

/** Without list registers it makes no difference where a vCPU is. */
const isInGuest = ({ machine: { cpuInterfaces, config } }: GicState, pe: number): boolean =>
  config.behaviour.listRegisters === undefined || cpuInterfaces[pe]?.listRegisters !== undefined;

const keyOf = ({ machine: { spis, ppis, cpuInterfaces } }: GicState): string =>
  JSON.stringify([spis, ppis, cpuInterfaces]);
