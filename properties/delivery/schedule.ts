import {
  delivery,
  lifecycleSystem,
  type DeliveryAction,
  type Lifecycle,
  type LifecycleAction,
  type Profile,
  type System,
  type SystemState,
} from '../../model/index.js';
import { same } from '../same.js';
import { scheduledRun } from './model-run.js';
import { LifecycleMachine } from './lifecycle-machine.js';
import { DeliveryMachine, type SteppedMachine } from './machine.js';
import { viewOfLifecycle, viewOfModel, type DeliveryView } from './view.js';

/** What came of a schedule. */
export interface ScheduleResult<Action = DeliveryAction> {
  /** The number of steps that were taken. */
  readonly steps: number;
  /** The events that still wait when nothing but publishing is possible. */
  readonly lost: number;
  /** The first step after which model and code differed. */
  readonly difference?: { readonly action: Action; readonly model: DeliveryView; readonly code: DeliveryView };
}

/** Drives model and real code of a profile through one random schedule ({@link follow}). */
export function followSchedule(
  profile: Profile,
  threads: number,
  choices: Iterable<number>,
  machine: SteppedMachine<DeliveryAction> = new DeliveryMachine(profile, threads),
): ScheduleResult {
  return follow(delivery(profile, threads), viewOfModel, choices, machine);
}

/** The same with a lifecycle, which happens at a random point. */
export function followLifecycle(
  profile: Profile,
  threads: number,
  lifecycle: Lifecycle,
  choices: Iterable<number>,
  machine: SteppedMachine<LifecycleAction> = new LifecycleMachine(profile, threads, lifecycle),
): ScheduleResult<LifecycleAction> {
  return follow(lifecycleSystem(profile, threads, lifecycle), viewOfLifecycle, choices, machine);
}

/**
 * Drives model and real code through one random schedule, comparing them after each step: the n-th choice picks among
 * the steps that the model then allows. When the choices are used up nothing is published any more, and everyone goes on
 * in turn until nothing is left to do.
 */
function follow<Shared, Local, Action>(
  system: System<Shared, Local, Action>,
  viewOf: (state: SystemState<Shared, Local>) => DeliveryView,
  choices: Iterable<number>,
  machine: SteppedMachine<Action>,
): ScheduleResult<Action> {
  const { steps } = scheduledRun(system, choices);
  for (const [index, { process, action, after }] of steps.entries()) {
    machine.perform(process, action);
    const [model, code] = [viewOf(after), machine.view()];
    if (!same(model, code)) return { steps: index + 1, lost: 0, difference: { action, model, code } };
  }
  if (!machine.isQuiescent) throw new Error('a system without storms comes to rest once nothing is published');
  return { steps: steps.length, lost: machine.view().work };
}
