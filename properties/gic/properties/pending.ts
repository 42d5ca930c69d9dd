import type { GicLanguage, Target } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { isDue } from './memory.js';
import { counting, everyStep, type GicStep, type StepJudge } from './steps.js';
import { namedInterrupts } from './targets.js';
import { goesThrough } from './transitions.js';
import { interruptIn, keyOf } from './views.js';
import { nameOf, shouldBe, shouldHave } from './words.js';

/** After this step the interrupt is pending exactly if its line or its latch says so. */
function pendingAsDue({ after, remembered }: GicStep, to: Target, what: string): ReturnType<StepJudge> {
  const interrupt = interruptIn(after, to);
  const isPending = isDue(remembered, to, interrupt);
  return shouldBe(to, 'pending', `after ${what}`, isPending, interrupt.pending);
}

function first<T>(items: readonly T[], judge: (item: T) => ReturnType<StepJudge>): ReturnType<StepJudge> {
  for (const item of items) {
    const wrong = judge(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

export const wiresMakePending: Property<GicLanguage> = {
  id: 'wires-make-pending',
  title: 'an edge is remembered, a level is followed',
  clauses: ['GIC-T1', 'GIC-T2', 'GIC-T3', 'GIC-T4', 'GIC-Ia'],
  because:
    'After every move of a wire the interrupt is pending exactly if an edge or a write to ISPENDR is still to be acknowledged, or it is level-triggered and its line is high.',
  unchecked: 'Whether the wire of another interrupt moved: that is for only-what-is-named-changes.',
  judge: everyStep((step) => {
    const { action } = step;
    if (action.kind === 'pulse') return pendingAsDue(step, action, 'the pulse');
    return action.kind === 'drive'
      ? pendingAsDue(step, action, `its line is ${action.level ? 'high' : 'low'}`)
      : undefined;
  }),
  witnesses: [
    ...goesThrough('GIC-T1', 40),
    ...goesThrough('GIC-T2', 20),
    ...goesThrough('GIC-T3', 20),
    ...goesThrough('GIC-T4', 20),
  ],
};

export const pendingIsWritten: Property<GicLanguage> = {
  id: 'pending-is-written',
  title: 'ISPENDR and ICPENDR set and clear the latch, and only that',
  clauses: ['GIC-T5', 'GIC-T6', 'GIC-If', 'GIC-Ia'],
  because:
    'After a 1 is written the interrupt is pending exactly if it is set, or level-triggered with its line high, which ICPENDR cannot reach.',
  unchecked: 'Writes of zeros, which are for only-what-is-named-changes.',
  judge: everyStep((step, { config }) => {
    const named = [...namedInterrupts(step.action, 'ISPENDR'), ...namedInterrupts(step.action, 'ICPENDR')];
    const implemented = named.filter(({ intId }) => intId < 32 + config.spiCount);
    return first(implemented, (to) => pendingAsDue(step, to, 'the write'));
  }),
  witnesses: [
    ...goesThrough('GIC-T5', 13),
    ...goesThrough('GIC-T6', 20),
    {
      name: 'a write to ICPENDR of a level-triggered interrupt whose line is high',
      clause: 'GIC-If',
      atLeastPerThousandRuns: 20,
      count: counting(({ action, before, memory }) =>
        namedInterrupts(action, 'ICPENDR').some(
          (to) => memory.high.has(keyOf(to)) && interruptIn(before, to).trigger === 'level',
        ),
      ),
    },
  ],
};

export const triggerKeepsTheLatch: Property<GicLanguage> = {
  id: 'trigger-keeps-the-latch',
  title: 'a change of the trigger keeps line and latch',
  clauses: ['GIC-T22'],
  because: 'After the change pending follows from the line and the latch that the wires and writes before it left.',
  unchecked:
    'A change while the interrupt is enabled or active, which is UNPREDICTABLE. The architecture promises nothing of a pending one, either: a GIC that keeps another state names `trigger-changed-while-pending`.',
  judge: everyStep((step) => {
    const { action } = step;
    if (action.kind !== 'writeTrigger') return undefined;
    const { trigger } = interruptIn(step.after, action);
    return (
      shouldHave(() => `the trigger of ${nameOf(action)}`, action.trigger, trigger, ', as it was written') ??
      pendingAsDue(step, action, 'the change of the trigger')
    );
  }),
  witnesses: goesThrough('GIC-T22', 15),
};
