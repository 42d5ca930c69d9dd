import { match } from 'ts-pattern';
import { offer } from './forwarding.js';
import { drive, pulse } from './interrupt.js';
import type { WireAction } from './language.js';
import { updateInterrupt, type Machine } from './state.js';

/** The lines into the GIC. */
export function stepWire(machine: Machine, action: WireAction): Machine {
  const { behaviour } = machine.config;
  const driven = match(action)
    .with({ kind: 'drive' }, ({ level }) => updateInterrupt(machine, action, (old) => drive(old, level, behaviour)))
    .with({ kind: 'pulse' }, () => updateInterrupt(machine, action, (old) => pulse(old, behaviour)))
    .exhaustive();
  return offer(driven, action);
}
