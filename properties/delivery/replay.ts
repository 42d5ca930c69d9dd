import type { DeliveryAction, DeliveryRun, Profile } from '../../model/index.js';
import { DeliveryMachine } from './machine.js';
import { differences, viewOfModel, type DeliveryView } from './view.js';

/** One step, in the model and on the real code. */
export interface ReplayedStep {
  readonly process: number;
  readonly action: DeliveryAction;
  readonly model: DeliveryView;
  readonly code: DeliveryView;
  /** The parts in which they differ; empty when they agree. */
  readonly differences: readonly string[];
}

/** A run of the model on the real code. It ends at the first difference. */
export interface DeliveryReplay {
  readonly steps: readonly ReplayedStep[];
  readonly agrees: boolean;
  /** Whether the real code has lost an event: something waits, everyone is idle, and nothing is pending. */
  readonly hasLost: boolean;
}

/** Performs the steps of a run of the model on the real code, and compares the two after every step. */
export function replayRun(
  profile: Profile,
  run: DeliveryRun,
  machine: DeliveryMachine = new DeliveryMachine(profile, run.start.locals.length - 1),
): DeliveryReplay {
  const steps: ReplayedStep[] = [];
  for (const { process, action, after } of run.steps) {
    machine.perform(process, action);
    const [model, code] = [viewOfModel(after), machine.view()];
    const different = differences(model, code);
    steps.push({ process, action, model, code, differences: different });
    if (different.length > 0) return { steps, agrees: false, hasLost: machine.hasLost };
  }
  return { steps, agrees: true, hasLost: machine.hasLost };
}
