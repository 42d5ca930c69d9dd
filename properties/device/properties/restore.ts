import type { DeviceLanguage } from '../../../model/index.js';
import { statusBits } from '../../../spec/index.js';
import type { About, Property, Run, Violation } from '../../kit.js';
import { same } from '../../same.js';
import { counting, driverIsReady, everyStep, stepsOf, written, type DeviceStep } from './steps.js';

const { DRIVER, FEATURES_OK } = statusBits;

export const restoreIsInvisible: Property<DeviceLanguage> = {
  id: 'restore-is-invisible',
  title:
    'a saved and restored device is the one that was saved, and signals again what was pending; a damaged state changes nothing',
  clauses: ['VIRTIO-N1'],
  because:
    'The registers read the same, the features that the driver accepted before are still accepted, a pulse or an asserted line follows when a bit is set after DRIVER_OK, and a state that does not decode leaves every register as it was.',
  unchecked: 'The order in which device and GIC are saved: see the lifecycles of the matrix.',
  judge: (run) => ofItself(run) ?? ofWhatTheDriverChose(run),
  witnesses: [
    {
      name: 'a restore while a bit is set',
      atLeastPerThousandRuns: 150,
      count: counting(({ action, before }) => action.kind === 'saveAndRestore' && before.InterruptStatus !== 0),
    },
    {
      name: 'a damaged state',
      atLeastPerThousandRuns: 60,
      count: counting(({ action }) => action.kind === 'restoreDamaged'),
    },
    {
      name: 'a register read just before and just after a restore',
      atLeastPerThousandRuns: 100,
      count: (run) => readsAround(run).length,
    },
    {
      name: 'a restore between DriverFeatures and FEATURES_OK',
      atLeastPerThousandRuns: 6,
      count: (run) => agreementsAfterRestore(run).length,
    },
  ],
};

const ofItself = everyStep(({ action, before, after, observation, run }) => {
  if (action.kind !== 'saveAndRestore' && action.kind !== 'restoreDamaged') return undefined;
  const registersBefore = { ...before, line: 0 };
  if (!same({ ...after, line: 0 }, registersBefore)) {
    return { message: 'the restored device is another', expected: registersBefore, actual: { ...after, line: 0 } };
  }
  if (action.kind === 'restoreDamaged') {
    if (observation.error !== null && after.line === before.line) return undefined;
    return { message: 'a damaged state was taken', expected: 'an error', actual: observation.error };
  }
  if (before.InterruptStatus === 0 || !driverIsReady(before) || observation.error !== null) return undefined;
  const wanted = run.config.choices.signal === 'level' ? 'assert' : 'pulse';
  if (observation.signals.includes(wanted)) return undefined;
  return { message: 'what was pending was not signalled again', expected: [wanted], actual: observation.signals };
});

const noEvent: About = { says: 'no clause speaks of a restore: to the driver it is none', clauses: [] };

function ofWhatTheDriverChose(run: Run<DeviceLanguage>): Violation | undefined {
  for (const { before, after } of readsAround(run)) {
    const [expected, actual] = [before.observation.value, after.observation.value];
    if (expected === actual) continue;
    return {
      step: after.index,
      message: 'the restore changed what a register reads',
      expected,
      actual,
      about: noEvent,
    };
  }
  const refused = agreementsAfterRestore(run).find(({ after }) => (after.Status & FEATURES_OK) === 0);
  return (
    refused && {
      step: refused.index,
      message: 'the restore lost the features that the driver had accepted',
      expected: refused.before.Status | FEATURES_OK,
      actual: refused.after.Status,
      about: noEvent,
    }
  );
}

/** The same read twice, with nothing but a restore between. */
function readsAround(run: Run<DeviceLanguage>): readonly { readonly before: DeviceStep; readonly after: DeviceStep }[] {
  const steps = stepsOf(run);
  return steps.flatMap((after, index) => {
    const [before, restore] = [steps[index - 2], steps[index - 1]];
    const isAround = restore?.action.kind === 'saveAndRestore' && after.action.kind === 'read';
    return isAround && before !== undefined && same(before.action, after.action) ? [{ before, after }] : [];
  });
}

/** The steps by which a driver that has accepted all that is offered writes FEATURES_OK, after a restore in between. */
function agreementsAfterRestore(run: Run<DeviceLanguage>): readonly DeviceStep[] {
  const offered = run.config.features;
  let accepted: readonly number[] = [0, 0];
  let page = 0;
  let isRestored = false;
  return stepsOf(run).filter((step) => {
    const [select, value, Status] = [
      written(step, 'DriverFeaturesSel'),
      written(step, 'DriverFeatures'),
      written(step, 'Status'),
    ];
    const isNegotiating = (step.before.Status & (DRIVER | FEATURES_OK)) === DRIVER;
    if (select !== undefined) page = select;
    if (value !== undefined && isNegotiating && page < 2) accepted = accepted.with(page, value);
    if (step.action.kind === 'saveAndRestore') isRestored = accepted.some((features) => features !== 0);
    if (Status === 0) [accepted, page, isRestored] = [[0, 0], 0, false];
    return isRestored && isNegotiating && same(accepted, offered) && Status === (step.before.Status | FEATURES_OK);
  });
}
