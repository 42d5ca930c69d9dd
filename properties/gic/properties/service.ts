import type { GicLanguage, Target } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { isDue } from './memory.js';
import { counting, everyStep, expectSame, type GicStep, type StepJudge } from './steps.js';
import { goesThrough } from './transitions.js';
import { aboutDue } from './bearing.js';
import { dueTo, interruptIn, interruptsIn } from './views.js';
import { endOf, nameOf, shouldBe, shouldHave, shouldStay } from './words.js';

/** The INTID that a step acknowledged; undefined if it did not. */
function acknowledgedBy({ action, observation }: GicStep): Target | undefined {
  if (action.kind !== 'acknowledge' || observation.kind !== 'value' || observation.value >= 1020) return undefined;
  return { pe: action.pe, intId: observation.value };
}

export const acknowledgeTakesTheHighest: Property<GicLanguage> = {
  id: 'acknowledge-takes-the-highest',
  title: 'IAR1 gives the highest interrupt that is due, or 1023',
  clauses: [
    'GIC-T7',
    'GIC-T8',
    'GIC-T18',
    'GIC-T19',
    'GIC-T20',
    'GIC-T21',
    'GIC-T23',
    'GIC-T24',
    'GIC-T27',
    'GIC-T29',
    'GIC-T30',
    'GIC-Ic',
  ],
  because:
    'What is read is compared with what the registers before it say: pending, enabled, inactive, group 1, routed here, groups enabled, above the mask and above what runs; the highest of these, the lowest INTID of equals.',
  unchecked: 'Ties are broken by INTID, which is this implementation’s choice.',
  judge: everyStep((step) => {
    const { action, observation, before } = step;
    if (action.kind !== 'acknowledge' || observation.kind !== 'value') return undefined;
    const { acknowledge } = dueTo(before, action.pe);
    const wrong = shouldHave(() => `what PE ${action.pe} reads of IAR1`, acknowledge, observation.value);
    return wrong && { ...wrong, about: aboutDue(before, action.pe, observation.value) };
  }),
  witnesses: [...goesThrough('GIC-T7', 60), ...goesThrough('GIC-T8', 40), ...goesThrough('GIC-T24', 15)],
};

export const acknowledgeActivates: Property<GicLanguage> = {
  id: 'acknowledge-activates',
  title: 'an acknowledge makes active, and uses up what made it pending',
  clauses: ['GIC-T7', 'GIC-T28', 'GIC-Ib'],
  because:
    'Afterwards it is active, and pending only if its line is high and level-triggered; an edge-triggered one was owed an acknowledge, so that no edge is taken twice.',
  unchecked: 'The running priority, which is for running-priority-moves-only-so.',
  judge: everyStep((step) => {
    const to = acknowledgedBy(step);
    if (to === undefined) return undefined;
    const after = interruptIn(step.after, to);
    const isOwed = isDue(step.memory, to, interruptIn(step.before, to));
    return (
      expectSame(() => `PE ${to.pe} took ${nameOf(to)}, which nothing had made pending again`, true, isOwed) ??
      shouldBe(to, 'active', 'once it is acknowledged', true, after.active) ??
      shouldBe(to, 'pending', 'once it is acknowledged', isDue(step.remembered, to, after), after.pending)
    );
  }),
  witnesses: [
    {
      name: 'acknowledges that leave active and pending',
      atLeastPerThousandRuns: 60,
      count: counting((step) => {
        const to = acknowledgedBy(step);
        return to !== undefined && interruptIn(step.after, to).pending;
      }),
    },
  ],
};

export const endDeactivates: Property<GicLanguage> = {
  id: 'end-deactivates',
  title: 'EOIR with EOImode 0, and DIR with EOImode 1, make inactive what they name; nothing else does',
  clauses: ['GIC-T9', 'GIC-T10', 'GIC-T11', 'GIC-T12', 'GIC-T13', 'GIC-T26'],
  because:
    'After each of these writes the interrupt that it names is inactive or as before, as EOImode says, whichever PE took it and however many are active.',
  unchecked: 'An EOIR of what was not acknowledged last, which is UNPREDICTABLE.',
  judge: everyStep(({ action, before, after }) => {
    if (action.kind !== 'endOfInterrupt' && action.kind !== 'deactivate') return undefined;
    if (action.intId >= 1020) return undefined;
    const deactivatingMode = action.kind === 'deactivate' ? 1 : 0;
    const isEffective = before.cpuInterfaces[action.pe]?.EOImode === deactivatingMode;
    const when = `after ${endOf(action)} with EOImode ${before.cpuInterfaces[action.pe]?.EOImode}`;
    const active = isEffective ? false : interruptIn(before, action).active;
    return shouldBe(action, 'active', when, active, interruptIn(after, action).active);
  }),
  witnesses: [
    ...goesThrough('GIC-T9', 6),
    ...goesThrough('GIC-T10', 4),
    ...goesThrough('GIC-T11', 5),
    ...goesThrough('GIC-T12', 4),
    ...goesThrough('GIC-T13', 2),
    ...goesThrough('GIC-T26', 4),
    {
      name: 'ends with EOImode 1 of what is inactive already',
      clause: 'GIC-T26',
      atLeastPerThousandRuns: 10,
      count: counting(
        ({ action, before }) =>
          action.kind === 'endOfInterrupt' &&
          action.intId < 1020 &&
          before.cpuInterfaces[action.pe]?.EOImode === 1 &&
          !interruptIn(before, action).active,
      ),
    },
    {
      name: 'ends with five or more active',
      atLeastPerThousandRuns: 20,
      count: counting(
        ({ action, before }) =>
          action.kind === 'endOfInterrupt' && before.interrupts.filter(({ active }) => active).length >= 5,
      ),
    },
    {
      name: 'deactivations of an SPI by a PE that has nothing running',
      atLeastPerThousandRuns: 10,
      count: counting(
        ({ action, before }) =>
          action.kind === 'deactivate' && action.intId >= 32 && before.cpuInterfaces[action.pe]?.ICC_AP1R0_EL1 === 0,
      ),
    },
  ],
};

export const endKeepsPending: Property<GicLanguage> = {
  id: 'end-keeps-pending',
  title: 'neither EOIR nor DIR changes what is pending',
  clauses: ['GIC-Id', 'GIC-T9', 'GIC-T10', 'GIC-T11'],
  because: 'Pending is the same for every interrupt before and after, and what is pending and due is signalled.',
  unchecked: 'Nothing within one write.',
  judge: everyStep((step) => {
    const { action, before, after } = step;
    if (action.kind !== 'endOfInterrupt' && action.kind !== 'deactivate') return undefined;
    return everyInterrupt(step, (to) =>
      shouldStay(
        to,
        'pending',
        `across ${endOf(action)}`,
        interruptIn(before, to).pending,
        interruptIn(after, to).pending,
      ),
    );
  }),
  witnesses: [
    {
      name: 'ends of what is active and pending',
      atLeastPerThousandRuns: 60,
      count: counting(({ action, before }) => action.kind === 'endOfInterrupt' && interruptIn(before, action).pending),
    },
  ],
};

/** The first interrupt of either view of a step of which something is wrong. */
export function everyInterrupt(
  { before, after }: GicStep,
  judge: (to: Target) => ReturnType<StepJudge>,
): ReturnType<StepJudge> {
  for (const to of interruptsIn(before, after)) {
    const wrong = judge(to);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
