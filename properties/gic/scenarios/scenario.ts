import type { GicAction, GicBehaviour, GicConfig, Trigger } from '../../../model/index.js';
import type { InterfaceScenario, InterruptScenario } from './names.js';

/** What an end of interrupt is: one write (EOImode 0), or a priority drop and a deactivation (EOImode 1). */
export type Ending = 'whole' | 'split';
export const endings: readonly Ending[] = ['whole', 'split'];
export const triggers: readonly Trigger[] = ['edge', 'level'];

/**
 * How an interrupt is made pending. Any GIC has the first two: its line, by a pulse or by a level that its handler
 * lowers, and the guest's own ISPENDR. The others are KVM's: userspace's ISPENDR and LEVEL_INFO, and the line by an irqfd.
 */
export type Way = 'line' | 'ISPENDR' | 'userspace ISPENDR' | 'LEVEL_INFO' | 'irqfd';

/** Where several interrupts wait at once: what userspace assigns is a whole word, so that it takes back the others. */
export const everyGic: readonly Way[] = ['line', 'ISPENDR'];
export const everyWay: readonly Way[] = [...everyGic, 'userspace ISPENDR', 'LEVEL_INFO', 'irqfd'];

/** What a scenario says in words, so that it does not pass by agreeing with a model that does nothing. */
export interface Claim {
  /** What each acknowledge reads, in order; 1023 is nothing. */
  readonly takes: readonly number[];
  /** The INTIDs that are pending, and active, in the end. */
  readonly pending: readonly number[];
  readonly active: readonly number[];
  /** What each MMIO read shows, in order, within a mask. */
  readonly reads: readonly (readonly [mask: number, value: number])[];
}

/** The documented quirks of KVM by which a scenario does not hold, and whether Linux 6.19 has mended them. */
export const breakingQuirks = {
  'K13-pending-before-enabled': 'on every kernel',
  'K16-active-ones-hide-what-is-pending': 'before 6.19',
  'deactivate-from-another-vcpu': 'before 6.19',
} as const;
type BreakingQuirk = keyof typeof breakingQuirks;

/** A named trace: what is done to a GIC, and what has to come of it whatever GIC it is. */
export interface GicScenario {
  /** `name/variant`, unique. */
  readonly id: string;
  readonly name: InterruptScenario | InterfaceScenario;
  /** What it shows, in a sentence. */
  readonly what: string;
  readonly size: Pick<GicConfig, 'peCount' | 'spiCount'>;
  readonly way: Way;
  /**
   * `overflow`: more interrupts are in flight on a PE than it may have list registers, so that a GIC which is made of
   * them takes it in a profile of its own.
   */
  readonly profile: 'plain' | 'overflow';
  /** The documented quirk by which it does not hold on KVM. */
  readonly brokenBy?: BreakingQuirk;
  readonly actions: readonly GicAction[];
  readonly claim: Claim;
}

/** A scenario's run on a GIC that behaves so. */
export function runOfScenario(
  { size, actions }: GicScenario,
  behaviour: GicBehaviour,
): { readonly config: GicConfig; readonly actions: readonly GicAction[] } {
  return { config: { ...size, behaviour }, actions };
}

/** Whether any GIC has what the scenario does, or only KVM. */
export const isForEveryGic = ({ way }: GicScenario): boolean => everyGic.includes(way);
