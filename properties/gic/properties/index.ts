import type { GicAction, GicLanguage } from '../../../model/index.js';
import { agreesWithTheModel } from '../../engine/agreement.js';
import type { Property } from '../../kit.js';
import { isOfTheArchitecture } from '../behaviour.js';
import { bearing } from './bearing.js';
import { nothingCrashes, reservedIsZero, resetClears, resetSetsTheRest, restoreIsInvisible } from './lifecycle.js';
import { pendingIsWritten, triggerKeepsTheLatch, wiresMakePending } from './pending.js';
import { acknowledgeActivates, acknowledgeTakesTheHighest, endDeactivates, endKeepsPending } from './service.js';
import { runningPriorityMovesOnlySo, whatIsDueIsSignalled } from './signals.js';
import { counting, definedOnly } from './steps.js';
import { gatesKeepTheState, onlyWhatIsNamedChanges, writesTake } from './writes.js';

const agrees = agreesWithTheModel<GicLanguage>(['GIC-R1', 'GIC-R2', 'GIC-R3', 'GIC-S1', 'GIC-Ia', 'GIC-Ib', 'GIC-Ic'], {
  pending: ['GIC-Ia', 'GIC-Ib'],
  signalled: ['GIC-Ic'],
  ICC_HPPIR1_EL1: ['GIC-Ic'],
  priority: ['GIC-R3'],
  ICC_PMR_EL1: ['GIC-R3'],
  ICC_BPR1_EL1: ['GIC-R3'],
  value: ['GIC-R1', 'GIC-R2', 'GIC-Ib', 'GIC-Ic'],
});

/** What the architecture says of every GIC, as a GIC that makes the architecture's own choices shows it. */
const ofTheArchitecture: readonly Property<GicLanguage>[] = [
  resetClears,
  resetSetsTheRest,
  restoreIsInvisible,
  wiresMakePending,
  pendingIsWritten,
  triggerKeepsTheLatch,
  acknowledgeActivates,
  endDeactivates,
  endKeepsPending,
  gatesKeepTheState,
  writesTake,
  onlyWhatIsNamedChanges,
  acknowledgeTakesTheHighest,
  runningPriorityMovesOnlySo,
  whatIsDueIsSignalled,
  reservedIsZero,
];

/**
 * The properties of the GIC. The comparison with the model comes last: a clause says more. A GIC that makes other choices is
 * judged by that comparison alone, since the model makes its choices, and a property of the architecture does not.
 */
export const gicProperties: readonly Property<GicLanguage>[] = [
  nothingCrashes,
  ...ofTheArchitecture.map((property): Property<GicLanguage> => ({
    ...property,
    judge: (run) =>
      isOfTheArchitecture(run.config.behaviour) ? bearing(property, run, property.judge(run)) : undefined,
  })),
  {
    ...agrees,
    judge: definedOnly((run) => agrees.judge(run)),
    witnesses: [
      ...agrees.witnesses,
      {
        name: 'reads of GICR_TYPER on the last of several PEs',
        atLeastPerThousandRuns: 4,
        count: counting(({ action, after }) => isTyperOfTheLast(action, after.cpuInterfaces.length)),
      },
    ],
  },
];

function isTyperOfTheLast(action: GicAction, peCount: number): boolean {
  if (action.kind !== 'mmioRead' || action.frame !== 'redistributor') return false;
  return action.offset === 0x8 && action.pe === peCount - 1 && peCount > 1;
}
