import type {
  DeliveryAction,
  DeliveryRun,
  Lifecycle,
  LifecycleAction,
  LifecycleRun,
  Profile,
  Run,
  SystemState,
} from '../../model/index.js';
import { LifecycleMachine } from './lifecycle-machine.js';
import { DeliveryMachine, type SteppedMachine } from './machine.js';
import { differences, viewOfLifecycle, viewOfModel, type DeliveryView } from './view.js';

/** One step, in the model and on the real code. */
export interface ReplayedStep<Action = DeliveryAction> {
  readonly process: number;
  readonly action: Action;
  readonly model: DeliveryView;
  readonly code: DeliveryView;
  /** The parts in which they differ; empty when they agree. */
  readonly differences: readonly string[];
}

/** A run of the model on the real code. It ends at the first difference. */
export interface DeliveryReplay<Action = DeliveryAction> {
  readonly steps: readonly ReplayedStep<Action>[];
  readonly agrees: boolean;
  /** Whether the real code has lost an event: something waits, everyone is idle, and nothing is pending. */
  readonly hasLost: boolean;
}

/** Performs the steps of a run of the model on the real code, and compares the two after every step. */
export function replayRun(
  profile: Profile,
  run: DeliveryRun,
  machine: SteppedMachine<DeliveryAction> = new DeliveryMachine(profile, run.start.locals.length - 1),
): DeliveryReplay {
  return replay(run, viewOfModel, machine);
}

/** The same for a run to which a lifecycle happens. */
export function replayLifecycle(
  profile: Profile,
  lifecycle: Lifecycle,
  run: LifecycleRun,
  machine: SteppedMachine<LifecycleAction> = new LifecycleMachine(
    profile,
    viewOfLifecycle(run.start).threads.length,
    lifecycle,
  ),
): DeliveryReplay<LifecycleAction> {
  return replay(run, viewOfLifecycle, machine);
}

function replay<Shared, Local, Action>(
  run: Run<Shared, Local, Action>,
  viewOf: (state: SystemState<Shared, Local>) => DeliveryView,
  machine: SteppedMachine<Action>,
): DeliveryReplay<Action> {
  const steps: ReplayedStep<Action>[] = [];
  for (const { process, action, after } of run.steps) {
    machine.perform(process, action);
    const [model, code] = [viewOf(after), machine.view()];
    const different = differences(model, code);
    steps.push({ process, action, model, code, differences: different });
    if (different.length > 0) return { steps, agrees: false, hasLost: machine.hasLost };
  }
  return { steps, agrees: true, hasLost: machine.hasLost };
}
