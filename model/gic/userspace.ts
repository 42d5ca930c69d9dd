import { match } from 'ts-pattern';
import { done, type MachineStep } from './cpu-interface.js';
import { setLatch, type Interrupt } from './interrupt.js';
import type { UserspaceAction } from './language.js';
import { offer } from './queue.js';
import { interruptAt, updateInterrupt, type Machine } from './state.js';

/** KVM's device attributes on a GIC that does not run (K11, K12). Each set bit is an event of its interrupt. */
export function stepUserspace(machine: Machine, action: UserspaceAction): MachineStep {
  return match(action)
    .with({ kind: 'assignPending' }, (to) => done(assign(machine, to, setLatch)))
    .with({ kind: 'assignLines' }, (to) => done(assign(machine, to, (old, line) => ({ ...old, line }))))
    .with({ kind: 'readLatches' }, (from) =>
      value(
        machine,
        read(machine, from, ({ latch }) => latch),
      ),
    )
    .with({ kind: 'readLines' }, (from) =>
      value(
        machine,
        read(machine, from, ({ line, trigger }) => line && trigger === 'level'),
      ),
    )
    .exhaustive();
}

interface Word {
  readonly pe: number;
  readonly word: number;
}

const value = (machine: Machine, bits: number): MachineStep => ({
  machine,
  observation: { kind: 'value', value: bits },
});

const BITS = Array.from({ length: 32 }, (_, bit) => bit);

function assign(
  machine: Machine,
  { pe, word, bits }: Word & { readonly bits: number },
  change: (old: Interrupt, bit: boolean) => Interrupt,
): Machine {
  return BITS.reduce((before, bit) => {
    const isSet = ((bits >>> bit) & 1) === 1;
    const target = { pe, intId: 32 * word + bit };
    const after = updateInterrupt(before, target, (old) => change(old, isSet));
    return isSet ? offer(after, target) : after;
  }, machine);
}

function read(machine: Machine, { pe, word }: Word, bitOf: (interrupt: Interrupt) => boolean): number {
  return BITS.reduce((bits, bit) => {
    const interrupt = interruptAt(machine, { pe, intId: 32 * word + bit });
    return interrupt !== undefined && bitOf(interrupt) ? (bits | (1 << bit)) >>> 0 : bits;
  }, 0);
}
