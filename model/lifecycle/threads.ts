import { threadProcess, type Thread, type ThreadAction, type ThreadProfile } from '../delivery/thread.js';
import type { Process, Step } from '../explore/index.js';
import type { Lifecycle, ResetChoices, SaveChoices } from './choices.js';
import { deliveryPart, type LifecycleShared } from './shared.js';

/** What a device thread does in one step, when something happens to the system. */
export type LifecycleThreadAction =
  /** `isPremature`: between reset and DRIVER_OK, where the device must not notify. */
  | (ThreadAction & { readonly isPremature?: true })
  /** The thread was in flight when the system was saved, and the restored system has no such thread. */
  | { readonly kind: 'gone' }
  /** The thread finds the gate closed, and leaves it at that. */
  | { readonly kind: 'silenced' };

/** Where a device thread is, and for one that is not idle whether it started after a restore. */
export type LifecycleThread = Thread & { readonly isNew?: true };

type ThreadStep = Step<LifecycleShared, LifecycleThread, LifecycleThreadAction>;

const idle: LifecycleThread = { kind: 'idle' };

/** One of the device threads of the delivery system, to which a lifecycle happens. */
export function lifecycleThread(
  profile: ThreadProfile,
  lifecycle: Lifecycle,
  threads: number,
): Process<LifecycleShared, LifecycleThread, LifecycleThreadAction> {
  const base = threadProcess(profile);
  const steps = (shared: LifecycleShared, thread: LifecycleThread): readonly ThreadStep[] =>
    base.steps(deliveryPart(shared), thread).map(({ action, shared: next, local }) => ({
      action,
      shared: { ...shared, ...next, busy: shared.busy + change(thread, local) },
      local,
    }));
  return {
    initial: idle,
    steps(shared, thread) {
      // The explorer tabulates every pair, also those in which this thread is not among the busy ones and should be.
      if (isIdle(thread) ? shared.busy === threads : shared.busy === 0) return [];
      return lifecycle.kind === 'save'
        ? stepsAroundSave(lifecycle, steps, shared, thread)
        : stepsAroundReset(lifecycle, steps, shared, thread);
    },
  };
}

const isIdle = ({ kind }: Thread): boolean => kind === 'idle';
const change = (before: Thread, after: Thread): number => Number(isIdle(before)) - Number(isIdle(after));

type Steps = (shared: LifecycleShared, thread: LifecycleThread) => readonly ThreadStep[];

function stepsAroundSave(
  { whilePaused, drained }: SaveChoices,
  steps: Steps,
  shared: LifecycleShared,
  thread: LifecycleThread,
): readonly ThreadStep[] {
  const { phase, line, latch } = shared;
  if (drained && phase === 'paused' && isIdle(thread)) return [];
  if (phase === 'after') {
    if (!isIdle(thread) && thread.isNew === undefined) return [leave('gone', shared)];
    return steps(shared, thread).map((step) => ({
      ...step,
      local: isIdle(step.local) ? idle : { ...step.local, isNew: true },
    }));
  }
  const isDropped = whilePaused === 'dropped' && phase === 'paused';
  return steps(shared, thread).map((step) => (isDropped ? { ...step, shared: { ...step.shared, line, latch } } : step));
}

function stepsAroundReset(
  { gate }: ResetChoices,
  steps: Steps,
  shared: LifecycleShared,
  thread: LifecycleThread,
): readonly ThreadStep[] {
  if (shared.phase !== 'closed') return steps(shared, thread);
  if (isIdle(thread)) return [];
  // What was raised is lowered, also behind a closed gate.
  if (thread.kind === 'lowering') return steps(shared, thread);
  if (gate === 'inside') return [leave('silenced', shared)];
  return steps(shared, thread).map((step) => ({
    ...step,
    action: { ...step.action, isPremature: true } as LifecycleThreadAction,
  }));
}

const leave = (kind: 'gone' | 'silenced', shared: LifecycleShared): ThreadStep => ({
  action: { kind },
  shared: { ...shared, busy: shared.busy - 1 },
  local: idle,
});
