import type { GicLanguage } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { counting, everyStep, expectSame } from './steps.js';
import { dueTo } from './views.js';

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
  judge: everyStep(({ after }) => {
    for (const [pe, cpu] of after.cpuInterfaces.entries()) {
      const due = dueTo(after, pe);
      const wrong =
        expectSame(() => `PE ${pe} is signalled`, due.acknowledge !== 1023, cpu.signalled) ??
        expectSame(() => `HPPIR1 of PE ${pe}`, due.highest, cpu.ICC_HPPIR1_EL1);
      if (wrong !== undefined) return wrong;
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
    'AP1R0 gains one bit above all others with an acknowledge and loses its highest priority with an EOIR; every other action leaves it, but for a write of AP1R0, a restore and a reset; RPR is its highest priority.',
  unchecked: 'Which bit the acknowledge sets is compared with the model.',
  judge: everyStep(({ action, observation, before, after }) => {
    for (const [pe, cpu] of after.cpuInterfaces.entries()) {
      const old = before.cpuInterfaces[pe]?.ICC_AP1R0_EL1 ?? 0;
      const now = cpu.ICC_AP1R0_EL1;
      const wrong = expectSame(() => `RPR of PE ${pe} follows AP1R0`, priorityOf(now), cpu.ICC_RPR_EL1);
      if (wrong !== undefined) return wrong;
      if (action.kind === 'restore' || action.kind === 'reset') continue;
      if (action.kind === 'writeActivePriorities' && action.pe === pe) continue;
      const isHere = 'pe' in action && action.pe === pe;
      if (isHere && action.kind === 'acknowledge' && observation.kind === 'value' && observation.value < 1020) {
        const gained = (now & ~old) >>> 0;
        const isOneAbove = gained !== 0 && (gained & (gained - 1)) === 0 && (old & (gained - 1)) === 0;
        if (!isOneAbove) return { message: `AP1R0 of PE ${pe} gains a higher bit`, expected: old, actual: now };
      } else if (isHere && action.kind === 'endOfInterrupt' && action.intId < 1020) {
        const dropped = expectSame(() => `AP1R0 of PE ${pe} loses its highest`, (old & (old - 1)) >>> 0, now);
        if (dropped !== undefined) return dropped;
      } else if (now !== old) {
        return { message: `AP1R0 of PE ${pe} stays at ${action.kind}`, expected: old, actual: now };
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
