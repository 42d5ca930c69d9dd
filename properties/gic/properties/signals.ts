import type { GicLanguage, GicView } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { aboutDue } from './bearing.js';
import { counting, everyStep, expectSame } from './steps.js';
import { dueTo, groupPriority, highestOf, interruptIn } from './views.js';
import { nameOf, shouldHave } from './words.js';

export const whatIsDueIsSignalled: Property<GicLanguage> = {
  id: 'what-is-due-is-signalled',
  title: 'after every action each PE is signalled exactly if an interrupt is due to it, and HPPIR1 names the highest',
  clauses: [
    'GIC-Ic',
    'GIC-T9',
    'GIC-T16',
    'GIC-T17',
    'GIC-T18',
    'GIC-T19',
    'GIC-T20',
    'GIC-T21',
    'GIC-T23',
    'GIC-T24',
    'GIC-T27',
    'GIC-T29',
    'GIC-T30',
  ],
  because:
    'Whatever makes an interrupt due or takes that away, a wire, an end, an enable, a group, a mask, a route, the request and HPPIR1 follow at once; so nothing that is due waits for another event.',
  unchecked: 'How long the request takes: there is no time here.',
  judge: everyStep(({ action, after }) => {
    for (const [pe, cpu] of after.cpuInterfaces.entries()) {
      const due = dueTo(after, pe);
      const isDue = due.acknowledge !== 1023;
      const wrong =
        expectSame(
          () =>
            isDue
              ? `PE ${pe} should be signalled, since ${nameOf({ pe, intId: due.acknowledge })} is due, but is not`
              : `PE ${pe} should not be signalled, since nothing is due, but is`,
          isDue,
          cpu.signalled,
        ) ?? shouldHave(() => `HPPIR1 of PE ${pe}`, due.highest, cpu.ICC_HPPIR1_EL1);
      if (wrong !== undefined) return { ...wrong, about: aboutDue(after, pe, cpu.ICC_HPPIR1_EL1, action) };
    }
    return undefined;
  }),
  witnesses: [
    {
      name: 'a masked interrupt that HPPIR1 shows',
      atLeastPerThousandRuns: 60,
      count: counting(({ after }) => after.cpuInterfaces.some((cpu) => !cpu.signalled && cpu.ICC_HPPIR1_EL1 !== 1023)),
    },
    {
      name: 'a signal that an end sets off',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ action, before, after }) =>
          action.kind === 'endOfInterrupt' &&
          before.cpuInterfaces[action.pe]?.signalled === false &&
          after.cpuInterfaces[action.pe]?.signalled === true,
      ),
    },
    {
      name: 'a signal past a stronger interrupt of group 0, with both groups enabled',
      clause: 'GIC-T20',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ after }) => after.enableGrp0 && after.cpuInterfaces.some((_, pe) => isPastGroupZero(after, pe)),
      ),
    },
    {
      name: 'a higher priority that does not preempt, since the binary point puts it into the same group',
      clause: 'GIC-T24',
      atLeastPerThousandRuns: 20,
      count: counting(({ after }) =>
        after.cpuInterfaces.some((cpu, pe) => {
          const highest = highestOf(after, pe, 1)?.priority ?? 0xff;
          const isHigher = highest < cpu.ICC_RPR_EL1 && highest < cpu.ICC_PMR_EL1;
          return cpu.ICC_AP1R0_EL1 !== 0 && dueTo(after, pe).highest !== 1023 && isHigher && !cpu.signalled;
        }),
      ),
    },
    {
      name: 'the same, where the running priority is from before the binary point moved',
      clause: 'GIC-T24',
      atLeastPerThousandRuns: 20,
      count: counting(({ after }) =>
        after.cpuInterfaces.some((cpu, pe) => {
          const { ICC_RPR_EL1: running, ICC_BPR1_EL1: point } = cpu;
          const highest = groupPriority(highestOf(after, pe, 1)?.priority ?? 0xff, point);
          const isHeldBack = highest < running && highest === groupPriority(running, point) && !cpu.signalled;
          return cpu.ICC_AP1R0_EL1 !== 0 && dueTo(after, pe).highest !== 1023 && isHeldBack;
        }),
      ),
    },
    {
      name: 'two PEs signalled at once',
      atLeastPerThousandRuns: 60,
      count: counting(({ after }) => after.cpuInterfaces.filter(({ signalled }) => signalled).length > 1),
    },
  ],
};

export const runningPriorityMovesOnlySo: Property<GicLanguage> = {
  id: 'running-priority-moves-only-so',
  title: 'the running priority rises by an acknowledge, falls by an EOIR, and moves by nothing else',
  clauses: ['GIC-Ig', 'GIC-T10', 'GIC-T11', 'GIC-T15', 'GIC-T16', 'GIC-T24', 'GIC-T26'],
  because:
    'AP1R0 gains the bit of the group priority of what an acknowledge takes, and loses its highest priority with an EOIR; every other action leaves it, but for a write of AP1R0, a restore and a reset; RPR is its highest priority.',
  unchecked: 'That what is taken is above all that runs is for acknowledge-takes-the-highest.',
  judge: everyStep(({ action, observation, before, after }) => {
    for (const [pe, cpu] of after.cpuInterfaces.entries()) {
      const old = before.cpuInterfaces[pe]?.ICC_AP1R0_EL1 ?? 0;
      const now = cpu.ICC_AP1R0_EL1;
      const wrong = shouldHave(() => `RPR of PE ${pe}`, priorityOf(now), cpu.ICC_RPR_EL1, ' by its AP1R0');
      if (wrong !== undefined) return wrong;
      if (action.kind === 'restore' || action.kind === 'reset') continue;
      if (action.kind === 'writeActivePriorities' && action.pe === pe) continue;
      const isHere = 'pe' in action && action.pe === pe;
      if (isHere && action.kind === 'acknowledge' && observation.kind === 'value' && observation.value < 1020) {
        const { priority } = interruptIn(before, { pe, intId: observation.value });
        const bit = 1 << (groupPriority(priority, before.cpuInterfaces[pe]?.ICC_BPR1_EL1 ?? 0) >> 3);
        const gained = shouldHave(
          () => `AP1R0 of PE ${pe}`,
          (old | bit) >>> 0,
          now,
          ` with ${nameOf({ pe, intId: observation.value })} taken`,
        );
        if (gained !== undefined) return gained;
      } else if (isHere && action.kind === 'endOfInterrupt' && action.intId < 1020) {
        const dropped = shouldHave(() => `AP1R0 of PE ${pe}`, (old & (old - 1)) >>> 0, now, ' without its highest');
        if (dropped !== undefined) return dropped;
      } else if (now !== old) {
        return { message: `AP1R0 of PE ${pe} moved, and nothing was taken or ended there`, expected: old, actual: now };
      }
    }
    return undefined;
  }),
  witnesses: [
    {
      name: 'ends of one of several that run',
      atLeastPerThousandRuns: 60,
      count: counting(({ action, after }) =>
        action.kind === 'endOfInterrupt' ? (after.cpuInterfaces[action.pe]?.ICC_AP1R0_EL1 ?? 0) !== 0 : false,
      ),
    },
  ],
};

const priorityOf = (activePriorities: number): number =>
  activePriorities === 0 ? 0xff : 8 * (31 - Math.clz32(activePriorities & -activePriorities));

function isPastGroupZero(view: GicView, pe: number): boolean {
  const [zero, one] = [highestOf(view, pe, 0), highestOf(view, pe, 1)];
  if (zero === undefined || one === undefined || view.cpuInterfaces[pe]?.signalled !== true) return false;
  return zero.priority < one.priority || (zero.priority === one.priority && zero.intId < one.intId);
}
