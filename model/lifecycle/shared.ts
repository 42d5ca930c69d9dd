import { everyShared, quiet, type Shared } from '../delivery/wire.js';
import type { Lifecycle } from './choices.js';

/** `before` and `after` what happens; `paused`: the vCPUs stand still; `closed`: from the driver's Status = 0 to its DRIVER_OK. */
export type Phase = 'before' | 'paused' | 'closed' | 'after';

/** What everyone shares while something happens to the system. */
export interface LifecycleShared extends Shared {
  readonly phase: Phase;
  /** How many device threads are not idle: what a drain waits for. */
  readonly busy: number;
}

/** No event yet, and nothing has happened. */
export const quietBefore: LifecycleShared = { ...quiet, phase: 'before', busy: 0 };

const domains = new Map<string, readonly LifecycleShared[]>();

/** Every value that the shared part can take with so many threads; for equal arguments always the same array. */
export function domainFor(kind: Lifecycle['kind'], threads: number): readonly LifecycleShared[] {
  const name = `${kind} ${threads}`;
  const known = domains.get(name);
  if (known !== undefined) return known;
  const phases: readonly Phase[] = ['before', kind === 'save' ? 'paused' : 'closed', 'after'];
  const counts = Array.from({ length: threads + 1 }, (_, busy) => busy);
  const domain = phases.flatMap((phase) =>
    counts.flatMap((busy) => everyShared.map((shared): LifecycleShared => ({ ...shared, phase, busy }))),
  );
  domains.set(name, domain);
  return domain;
}

/** The part that a process of the delivery system knows. */
export const deliveryPart = ({ work, status, line, latch }: LifecycleShared): Shared => ({ work, status, line, latch });
