import type { GicAction, GicConfig, GicLanguage, GicObservation, GicView } from '../../../model/index.js';
import type { Run, Violation } from '../../kit.js';
import { isDefined } from '../resolve.js';
import { atFirst, remember, type Memory } from './memory.js';

/** One action of a run, with what the subject showed before and after it, and what the properties remember. */
export interface GicStep {
  readonly index: number;
  readonly action: GicAction;
  readonly before: GicView;
  readonly after: GicView;
  readonly observation: GicObservation;
  /** Before the step. */
  readonly memory: Memory;
  /** After it. */
  readonly remembered: Memory;
  /** What the subject showed when the last `save` had been done. */
  readonly savedView: GicView | undefined;
}

/** Many properties look at the same run. */
const known = new WeakMap<Run<GicLanguage>, readonly GicStep[]>();

/** The steps that the subject took, in order. */
export function stepsOf(run: Run<GicLanguage>): readonly GicStep[] {
  let steps = known.get(run);
  if (steps === undefined) known.set(run, (steps = makeSteps(run)));
  return steps;
}

function makeSteps(run: Run<GicLanguage>): readonly GicStep[] {
  const steps: GicStep[] = [];
  let before = viewAtReset(run.config);
  let memory = atFirst;
  let savedView: GicView | undefined;
  for (const [index, { observation, view }] of run.actual.entries()) {
    const action = run.actions[index];
    if (action === undefined) break;
    if (action.kind === 'save') savedView = view;
    const seen = { index, action, before, after: view, observation, savedView };
    const remembered = remember(memory, seen);
    steps.push({ ...seen, memory, remembered });
    before = view;
    memory = remembered;
  }
  return steps;
}

/** What a GIC shows before anything was done to it. */
export const viewAtReset = ({ peCount }: GicConfig): GicView => ({
  enableGrp0: false,
  enableGrp1: false,
  interrupts: [],
  cpuInterfaces: Array.from({ length: peCount }, () => ({
    ICC_PMR_EL1: 0,
    ICC_BPR1_EL1: 3,
    ICC_IGRPEN1_EL1: 0,
    EOImode: 0,
    ICC_AP1R0_EL1: 0,
    ICC_RPR_EL1: 0xff,
    ICC_HPPIR1_EL1: 1023,
    signalled: false,
  })),
});

/** What one step should have shown; undefined when it did, or when the property says nothing of it. */
export type StepJudge = (step: GicStep, run: Run<GicLanguage>) => Omit<Violation, 'step'> | undefined;

/** A judge of runs that looks at each step by itself. */
export const everyStep = (judge: StepJudge): ((run: Run<GicLanguage>) => Violation | undefined) =>
  definedOnly((run) => {
    for (const step of stepsOf(run)) {
      const wrong = judge(step, run);
      if (wrong !== undefined) return { step: step.index, ...wrong };
    }
    return undefined;
  });

/** Of a run that became UNPREDICTABLE by leaving out actions nothing is said. */
export function definedOnly(
  judge: (run: Run<GicLanguage>) => Violation | undefined,
): (run: Run<GicLanguage>) => Violation | undefined {
  return (run) => {
    const violation = judge(run);
    return violation !== undefined && isDefined(run.config, run.actions) ? violation : undefined;
  };
}

/** Counts the steps of a run for which something holds. */
export const counting =
  (holds: (step: GicStep) => boolean): ((run: Run<GicLanguage>) => number) =>
  (run) =>
    stepsOf(run).filter(holds).length;

/** A violation unless the two are the same. Its message is made only then: nearly always they are. */
export function expectSame(
  message: () => string,
  expected: unknown,
  actual: unknown,
): Omit<Violation, 'step'> | undefined {
  return Object.is(expected, actual) ? undefined : { message: message(), expected, actual };
}
