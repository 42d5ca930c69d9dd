import type { GicView, InterruptView, Target, Trigger } from '../../../model/index.js';

/** A name for an interrupt, with the PE if it is a PPI. */
export const keyOf = ({ pe, intId }: Target): string => (intId >= 32 ? `${intId}` : `${intId}@${pe}`);

export const targetOf = ({ pe, intId }: InterruptView): Target => ({ pe: pe ?? 0, intId });

/** A number for an interrupt, to look it up by: the INTID, and for a PPI the PE as well. */
const placeOf = ({ pe, intId }: { readonly pe: number | null; readonly intId: number }): number =>
  intId >= 32 ? intId : intId + 1024 * (1 + (pe ?? 0));

const indexes = new WeakMap<GicView, ReadonlyMap<number, InterruptView>>();

/** An interrupt of a view; one that the view leaves out is as reset leaves it. */
export function interruptIn(view: GicView, to: Target): InterruptView {
  let index = indexes.get(view);
  if (index === undefined) {
    index = new Map(view.interrupts.map((interrupt) => [placeOf(interrupt), interrupt]));
    indexes.set(view, index);
  }
  return index.get(placeOf(to)) ?? atReset(to);
}

const atReset = ({ pe, intId }: Target): InterruptView => ({
  intId,
  pe: intId >= 32 ? null : pe,
  pending: false,
  active: false,
  enabled: false,
  trigger: 'level',
  group: 0,
  priority: 0,
  route: intId >= 32 ? 0 : null,
});

/** Every interrupt that is not as reset leaves it in one of two views. */
export function interruptsIn(before: GicView, after: GicView): readonly Target[] {
  const targets = new Map<number, Target>();
  for (const { interrupts } of [before, after]) {
    for (const interrupt of interrupts) targets.set(placeOf(interrupt), targetOf(interrupt));
  }
  return [...targets.values()];
}

/** The four states of an interrupt. */
export const states = ['I', 'P', 'A', 'A+P'] as const;
export type State = (typeof states)[number];

export function stateOf({ pending, active }: InterruptView): State {
  if (active) return pending ? 'A+P' : 'A';
  return pending ? 'P' : 'I';
}

export const triggers: readonly Trigger[] = ['edge', 'level'];

/** What the registers that are shown say that a PE is to be given. */
export interface Due {
  /** What ICC_HPPIR1_EL1 has to read. */
  readonly highest: number;
  /** What an acknowledge has to read. */
  readonly acknowledge: number;
}

const NOTHING: Due = { highest: 1023, acknowledge: 1023 };

/** What is due to a PE: the highest priority, the lowest INTID of several (T8, T17 to T21, T24). */
export function dueTo(view: GicView, pe: number): Due {
  const cpu = view.cpuInterfaces[pe];
  if (cpu === undefined || !view.enableGrp1 || cpu.ICC_IGRPEN1_EL1 === 0) return NOTHING;
  const best = highestOf(view, pe, 1);
  if (best === undefined) return NOTHING;
  const running = cpu.ICC_RPR_EL1;
  const { ICC_BPR1_EL1: point } = cpu;
  const preempts = running === 0xff || groupPriority(best.priority, point) < groupPriority(running, point);
  return { highest: best.intId, acknowledge: best.priority < cpu.ICC_PMR_EL1 && preempts ? best.intId : 1023 };
}

/** The highest interrupt of a group that is pending, inactive, enabled, and given to a PE; gates do not count. */
export function highestOf(view: GicView, pe: number, wanted: InterruptView['group']): InterruptView | undefined {
  let best: InterruptView | undefined;
  for (const interrupt of view.interrupts) {
    const { pending, active, enabled, group, route } = interrupt;
    if (!pending || active || !enabled || group !== wanted) continue;
    if (interrupt.pe === null ? route !== pe && route !== 'any' : interrupt.pe !== pe) continue;
    if (best === undefined || interrupt.priority < best.priority) best = interrupt;
  }
  return best;
}

/** The bits of a priority that count for preemption. @param point - ICC_BPR1_EL1 */
export const groupPriority = (priority: number, point: number): number => priority & (0xff << point) & 0xff;
