import { match } from 'ts-pattern';
import { drive, pulse, type Interrupt } from './interrupt.js';
import type { WireAction } from './language.js';
import { offer } from './queue.js';
import { interruptAt, updateInterrupt, type Machine } from './state.js';

/** The lines into the GIC. */
export function stepWire(machine: Machine, action: WireAction): Machine {
  const { behaviour } = machine.config;
  const driven = match(action)
    .with({ kind: 'drive' }, ({ level }) => updateInterrupt(machine, action, (old) => drive(old, level, behaviour)))
    .with({ kind: 'pulse' }, () => updateInterrupt(machine, action, (old) => pulse(old, behaviour)))
    .exhaustive();
  return isEvent(interruptAt(machine, action), action) ? offer(driven, action) : driven;
}

/** An edge is an event, and so is a change of a level; what changes nothing is none. */
const isEvent = (interrupt: Interrupt | undefined, action: WireAction): boolean =>
  action.kind === 'pulse' || (interrupt?.trigger === 'edge' ? action.level : action.level !== interrupt?.line);
