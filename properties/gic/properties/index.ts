import type { GicAction, GicLanguage } from '../../../model/index.js';
import { agreesWithTheModel } from '../../engine/agreement.js';
import type { Property } from '../../kit.js';
import { nothingCrashes, reservedIsZero, resetClears, restoreIsInvisible } from './lifecycle.js';
import { pendingIsWritten, triggerKeepsTheLatch, wiresMakePending } from './pending.js';
import { acknowledgeActivates, acknowledgeTakesTheHighest, endDeactivates, endKeepsPending } from './service.js';
import { runningPriorityMovesOnlySo, whatIsDueIsSignalled } from './signals.js';
import { counting, definedOnly } from './steps.js';
import { gatesKeepTheState, onlyWhatIsNamedChanges, writesTake } from './writes.js';

const agrees = agreesWithTheModel<GicLanguage>(['GIC-R1', 'GIC-R2', 'GIC-R3', 'GIC-S1', 'GIC-Ia', 'GIC-Ib', 'GIC-Ic']);

/** The properties of the GIC. The comparison with the model comes last: a clause says more. */
export const gicProperties: readonly Property<GicLanguage>[] = [
  nothingCrashes,
  resetClears,
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
