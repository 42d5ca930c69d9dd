import type { DriverMove, SystemAction, SystemLanguage, SystemObservation, SystemView } from '../../../model/index.js';
import { statusBits } from '../../../spec/index.js';
import type { Run, Violation } from '../../kit.js';

/** One action of a run, with what the subject showed before and after it. */
export interface SystemStep {
  readonly action: SystemAction;
  readonly before: SystemView;
  readonly after: SystemView;
  readonly observation: SystemObservation;
}

const atFirst: SystemView = {
  Status: 0,
  InterruptStatus: 0,
  pending: false,
  active: false,
  signalled: false,
  unserviced: 0,
};

/** The steps that the subject took, in order. */
export function stepsOf(run: Run<SystemLanguage>): readonly SystemStep[] {
  const steps: SystemStep[] = [];
  let before = atFirst;
  for (const [index, { observation, view }] of run.actual.entries()) {
    const action = run.actions[index];
    if (action === undefined) break;
    steps.push({ action, before, after: view, observation });
    before = view;
  }
  return steps;
}

/** Judges every step of the runs whose line is configured as the device drives it. */
export const everyStep =
  (judge: (step: SystemStep, run: Run<SystemLanguage>) => Omit<Violation, 'step'> | undefined) =>
  (run: Run<SystemLanguage>): Violation | undefined => {
    if (!isMatched(run)) return undefined;
    for (const [index, step] of stepsOf(run).entries()) {
      const wrong = judge(step, run);
      if (wrong !== undefined) return { step: index, ...wrong };
    }
    return undefined;
  };

/** How many steps of a run are such. */
export const counting =
  (holds: (step: SystemStep, run: Run<SystemLanguage>) => boolean) =>
  (run: Run<SystemLanguage>): number =>
    stepsOf(run).filter((step) => holds(step, run)).length;

/** Level on level, or pulses on edge. */
export const isMatched = ({ config }: Run<SystemLanguage>): boolean => config.delivery === config.trigger;

/** Whether there is a driver to be told. */
export const isUp = ({ Status }: SystemView): boolean => (Status & statusBits.DRIVER_OK) !== 0;

/** An interrupt that was taken, not a read of 1023. */
export const isTaken = ({ kind, value }: DriverMove): boolean => kind === 'take' && value < 1020;

/** An interrupt whose InterruptStatus was read empty. */
export const isSpurious = ({ kind, value }: DriverMove): boolean => kind === 'read' && value === 0;
