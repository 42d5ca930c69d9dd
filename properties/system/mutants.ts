import { SoftGic, type SoftGicParts } from '../../impl/index.js';
import type { SystemLanguage } from '../../model/index.js';
import { ackWithoutDeassert, onRise } from '../device/mutants/programs.js';
import { EdgeNotResignalled, FallWhileActiveIgnored } from '../gic/mutants/interrupts.js';
import { LatchBeforeTrigger } from '../gic/mutants/saved-states.js';
import type { Mutant } from '../kit.js';
import { system, type SystemParts } from './subject.js';

type Fault = Omit<Mutant<SystemLanguage>, 'subject'> & { readonly parts: Partial<SystemParts> };

const size = { peCount: 1, spiCount: 32 };

const withInterrupts = (interrupts: SoftGicParts['interrupts']): Partial<SystemParts> => ({
  gic: () => new SoftGic(size, { interrupts }),
});

/** Faults of one layer, to be found by what the whole owes to the driver. */
const faults: readonly Fault[] = [
  {
    id: 'system-pulse-on-rise-only',
    fault: 'V-7',
    source: 'crosvm 5ad8b5afc, reverted ffc945404, again cc155803e',
    what: 'An event pulses only when no bit was set before, and one that comes between the acknowledge and InterruptACK is lost.',
    killedBy: 'every-event-is-serviced',
    parts: { program: onRise },
  },
  {
    id: 'system-deassert-missing',
    fault: 'V-11',
    source: 'kvmtool 2108c86, fe21827, 353fa0d',
    what: 'InterruptACK leaves a level line high: a storm.',
    killedBy: 'interrupts-cease',
    parts: { program: ackWithoutDeassert },
  },
  {
    id: 'system-edge-not-resignalled',
    fault: 'G-1',
    source: 'Linux vgic.c, "KVM: arm/arm64: VGIC: Kick VCPUs when queueing already pending IRQs"',
    what: 'An event during service is latched by the GIC, but not signalled after the EOIR.',
    killedBy: 'every-event-is-serviced',
    parts: withInterrupts((memory, offers) => new EdgeNotResignalled(memory, offers)),
  },
  {
    id: 'system-fall-while-active-ignored',
    fault: 'G-7',
    source: 'Linux 67b5b673ad4d "vgic: Disallow Active+Pending for level interrupts"',
    what: 'The line that InterruptACK lowers during service stays pending in the GIC: a storm.',
    killedBy: 'interrupts-cease',
    parts: withInterrupts((memory, offers) => new FallWhileActiveIgnored(memory, offers)),
  },
  {
    id: 'system-latch-before-trigger',
    fault: 'G-12',
    source: 'Linux 8694e4da66a6 "KVM: arm/arm64: Remove struct vgic_irq pending field"',
    what: 'A restore of the GIC drops the latch of an event that is not taken yet.',
    killedBy: 'every-event-is-serviced',
    parts: { gic: () => new LatchBeforeTrigger(size) },
  },
];

/** The system with one real fault each. */
export const systemMutants: readonly Mutant<SystemLanguage>[] = faults.map(({ parts, ...fault }) => ({
  ...fault,
  subject: () => system(fault.id, parts),
}));
