import { isDeepStrictEqual } from 'node:util';
import type { GicLanguage } from '../../../model/index.js';
import type { Property } from '../../kit.js';
import { isDue } from './memory.js';
import { everyInterrupt } from './service.js';
import { counting, definedOnly, everyStep, viewAtReset } from './steps.js';
import { goesThrough } from './transitions.js';
import { interruptIn } from './views.js';
import { nameOf, shouldBe, shouldHave } from './words.js';

export const resetClears: Property<GicLanguage> = {
  id: 'reset-clears',
  title:
    'a reset forgets the latches of SPIs and what runs, and closes every PE; the wires stay as the devices drive them',
  clauses: ['GIC-T25'],
  because:
    'Afterwards no SPI is active or pending, but by its line if it is level-triggered, no PPI is enabled, IGRPEN1 and AP1R0 are zero.',
  unchecked: 'How long a reset takes; what the architecture leaves UNKNOWN, which is for reset-sets-the-rest.',
  judge: everyStep((step) => {
    const { action, after, remembered } = step;
    if (action.kind !== 'reset') return undefined;
    for (const [pe, { ICC_IGRPEN1_EL1, ICC_AP1R0_EL1 }] of after.cpuInterfaces.entries()) {
      const wrong =
        shouldHave(() => `IGRPEN1 of PE ${pe}`, 0, ICC_IGRPEN1_EL1, ' after the reset') ??
        shouldHave(() => `AP1R0 of PE ${pe}`, 0, ICC_AP1R0_EL1, ' after the reset');
      if (wrong !== undefined) return wrong;
    }
    return everyInterrupt(step, (to) => {
      const { pending, active, enabled, ...rest } = interruptIn(after, to);
      if (to.intId < 32) return shouldBe(to, 'enabled', 'after the reset', false, enabled);
      const isStillDue = isDue(remembered, to, { pending, active, enabled, ...rest });
      return (
        shouldBe(to, 'active', 'after the reset', false, active) ??
        shouldBe(to, 'pending', 'after the reset', isStillDue, pending)
      );
    });
  }),
  witnesses: goesThrough('GIC-T25', 10),
};

export const resetSetsTheRest: Property<GicLanguage> = {
  id: 'reset-sets-the-rest',
  title: 'a reset leaves everything else as at first',
  clauses: ['GIC-T31'],
  because:
    'Every register reads as at first, but for the pending bit of a level-triggered interrupt whose line is high.',
  unchecked: 'That it has to: the architecture leaves most of this UNKNOWN.',
  judge: everyStep((step, { config }) => {
    if (step.action.kind !== 'reset') return undefined;
    const fresh = viewAtReset(config);
    const actual = { ...step.after, interrupts: [] };
    if (!isDeepStrictEqual(actual, fresh)) {
      return {
        message: 'the reset leaves the enables or the CPU interfaces otherwise than at first',
        expected: fresh,
        actual,
      };
    }
    return everyInterrupt({ ...step, before: fresh }, (to) => {
      const interrupt = interruptIn(step.after, to);
      const expected = { ...interruptIn(fresh, to), pending: isDue(step.remembered, to, interrupt) };
      if (isDeepStrictEqual(interrupt, expected)) return undefined;
      return { message: `the reset leaves ${nameOf(to)} otherwise than at first`, expected, actual: interrupt };
    });
  }),
  witnesses: [
    {
      name: 'resets of a GIC in use',
      clause: 'GIC-T31',
      atLeastPerThousandRuns: 60,
      count: counting(({ action, before }) => action.kind === 'reset' && before.interrupts.length > 0),
    },
  ],
};

export const restoreIsInvisible: Property<GicLanguage> = {
  id: 'restore-is-invisible',
  title: 'a GIC with a restored state shows what it showed when it was saved',
  clauses: ['GIC-S1', 'KVM-RESTORE-ORDER'],
  because:
    'Every register is compared right after the restore, into a GIC in use and into a fresh one; what latches and lines were restored shows in the actions after it, which the other properties judge with the memory of the save.',
  unchecked: 'A state that is damaged or foreign: the tests of SoftGic do that.',
  judge: everyStep(({ action, after, savedView }) => {
    if (action.kind !== 'restore' || savedView === undefined) return undefined;
    const isSame = isDeepStrictEqual(after, savedView);
    return isSame
      ? undefined
      : { message: 'the restored GIC reads otherwise than when it was saved', expected: savedView, actual: after };
  }),
  witnesses: [
    {
      name: 'restores that change something',
      atLeastPerThousandRuns: 60,
      count: counting(({ action, before, after }) => action.kind === 'restore' && !isDeepStrictEqual(before, after)),
    },
    {
      name: 'restores with a latch at INTID 512 or above',
      atLeastPerThousandRuns: 2,
      count: counting(
        ({ action, memory }) =>
          action.kind === 'restore' && [...(memory.saved?.owed ?? [])].some((key) => Number.parseInt(key, 10) >= 512),
      ),
    },
    {
      name: 'restores with something active',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ action, after }) => action.kind === 'restore' && after.interrupts.some(({ active }) => active),
      ),
    },
  ],
};

export const nothingCrashes: Property<GicLanguage> = {
  id: 'nothing-crashes',
  title: 'no action throws, whatever is read or written',
  clauses: ['GIC-R1', 'GIC-R2'],
  because: 'The subject goes through the whole run.',
  unchecked: 'INTIDs and PEs that are not implemented, which are typed errors of SoftGic’s own interface.',
  judge: definedOnly((run) =>
    run.crash === undefined
      ? undefined
      : { step: run.actual.length, message: run.crash, expected: 'no exception', actual: run.crash },
  ),
  witnesses: [],
};

export const reservedIsZero: Property<GicLanguage> = {
  id: 'reserved-is-zero',
  title: 'what is no register reads as zero and ignores writes',
  clauses: ['GIC-R1', 'GIC-R2'],
  because:
    'Accesses of two bytes, misaligned ones, and offsets beyond the last register of a frame read zero and leave all that is shown as it was.',
  unchecked:
    'Gaps between registers, and interrupts that are not implemented, which are for the comparison with the model.',
  judge: everyStep(({ action, observation, before, after }) => {
    if (action.kind !== 'mmioRead' && action.kind !== 'mmioWrite') return undefined;
    if (!isReserved(action)) return undefined;
    if (!isDeepStrictEqual(before, after))
      return { message: 'an access to what is no register changed something', expected: before, actual: after };
    return observation.kind === 'value' ? shouldHave(() => 'what is no register', 0, observation.value) : undefined;
  }),
  witnesses: [
    {
      name: 'accesses to what is no register',
      atLeastPerThousandRuns: 60,
      count: counting(
        ({ action }) => (action.kind === 'mmioRead' || action.kind === 'mmioWrite') && isReserved(action),
      ),
    },
  ],
};

function isReserved({ offset, width, frame }: { offset: number; width: number; frame: string }): boolean {
  const end = frame === 'distributor' ? 0x1_0000 : 0x2_0000;
  return width === 2 || offset % width !== 0 || offset >= end;
}
