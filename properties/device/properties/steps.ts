import type { DeviceAction, DeviceLanguage, DeviceObservation, DeviceView } from '../../../model/index.js';
import { registers, statusBits, type RegisterName } from '../../../spec/index.js';
import type { Run, Violation } from '../../kit.js';

/** One action of a run, with what the subject showed before and after it. */
export interface DeviceStep {
  readonly index: number;
  readonly action: DeviceAction;
  readonly before: DeviceView;
  readonly after: DeviceView;
  readonly observation: DeviceObservation;
  /** Whether the driver sets DRIVER_OK and the device, as the run has it, cannot start. */
  readonly failsToStart: boolean;
  readonly run: Run<DeviceLanguage>;
}

const atFirst: DeviceView = { Status: 0, InterruptStatus: 0, ConfigGeneration: 0, line: 0 };

/** Many properties look at the same run. */
const known = new WeakMap<Run<DeviceLanguage>, readonly DeviceStep[]>();

/** The steps that the subject took, in order. */
export function stepsOf(run: Run<DeviceLanguage>): readonly DeviceStep[] {
  let steps = known.get(run);
  if (steps === undefined) known.set(run, (steps = makeSteps(run)));
  return steps;
}

function makeSteps(run: Run<DeviceLanguage>): readonly DeviceStep[] {
  const steps: DeviceStep[] = [];
  let before = atFirst;
  let cannotStart = false;
  for (const [index, { observation, view }] of run.actual.entries()) {
    const action = run.actions[index];
    if (action === undefined) break;
    if (action.kind === 'activationFails') cannotStart = true;
    const failsToStart = cannotStart && !driverIsReady(before) && driverIsReady(view);
    if (failsToStart || observation.error === 'ACTIVATION_FAILED') cannotStart = false;
    steps.push({ index, action, before, after: view, observation, failsToStart, run });
    before = view;
  }
  return steps;
}

/** What one step should have shown; undefined when it did, or when the property says nothing of it. */
export type StepJudge = (step: DeviceStep) => Omit<Violation, 'step'> | undefined;

/** A judge of runs that looks at each step by itself. */
export function everyStep(judge: StepJudge): (run: Run<DeviceLanguage>) => Violation | undefined {
  return (run) => {
    for (const step of stepsOf(run)) {
      const wrong = judge(step);
      if (wrong !== undefined) return { step: step.index, ...wrong };
    }
    return undefined;
  };
}

/** Counts the steps of a run for which something holds. */
export function counting(holds: (step: DeviceStep) => boolean): (run: Run<DeviceLanguage>) => number {
  return (run) => stepsOf(run).filter(holds).length;
}

/** The value that a step writes to a control register as the standard wants it written, if it does. */
export function written({ action }: DeviceStep, register: RegisterName): number | undefined {
  return action.kind === 'write' && action.offset === registers[register].offset && action.width === 4
    ? action.value
    : undefined;
}

export function isReset(step: DeviceStep): boolean {
  return written(step, 'Status') === 0;
}

export function driverIsReady(view: DeviceView): boolean {
  return (view.Status & statusBits.DRIVER_OK) !== 0;
}

/** Whether the driver is between FEATURES_OK and DRIVER_OK, where it sets up its queues. */
export function hasOnlyAgreed({ Status }: DeviceView): boolean {
  return (Status & (statusBits.FEATURES_OK | statusBits.DRIVER_OK)) === statusBits.FEATURES_OK;
}

/** The InterruptStatus bits of the event that a step is, whether or not the driver is to hear of it; 0 for no event. */
export function bitsOfEvent({ action, before, after, run }: DeviceStep): number {
  const { configEventSets } = run.config.choices;
  if (action.kind === 'usedBuffers') return 1;
  if (action.kind === 'configChange') return configEventSets;
  // That an error sets DEVICE_NEEDS_RESET is a SHOULD; where it does, it is told, each time.
  const wasSet = action.kind === 'fatalError' ? 0 : before.Status;
  return (after.Status & ~wasSet & statusBits.DEVICE_NEEDS_RESET) === 0 ? 0 : configEventSets;
}

/** A step that is an event which the driver is to hear of: it has set DRIVER_OK. */
export function isNotification(step: DeviceStep): boolean {
  const { action, before } = step;
  // What has set DEVICE_NEEDS_RESET already may leave it at that.
  const isToldAlready = action.kind === 'fatalError' && (before.Status & statusBits.DEVICE_NEEDS_RESET) !== 0;
  return bitsOfEvent(step) !== 0 && !isToldAlready && driverIsReady(step.after);
}
