import { delivery, type DeliveryAction, type DeliveryLocal, type Profile, type Shared } from '../../model/index.js';
import { same } from '../same.js';
import { DeliveryMachine } from './machine.js';
import { viewOfModel, type DeliveryView } from './view.js';

/** What came of a schedule. */
export interface ScheduleResult {
  /** The number of steps that were taken. */
  readonly steps: number;
  /** The events that still wait when nothing but publishing is possible. */
  readonly lost: number;
  /** The first step after which model and code differed. */
  readonly difference?: { readonly action: DeliveryAction; readonly model: DeliveryView; readonly code: DeliveryView };
}

/** More steps than a SAFE system can take without a new event. */
const MOST_STEPS_TO_REST = 1000;

/**
 * Drives model and real code through one random schedule, comparing them after each step: the n-th choice picks among
 * the steps that the model then allows. When the choices are used up nothing is published any more, and everyone goes on
 * in turn until nothing is left to do.
 */
export function followSchedule(
  profile: Profile,
  threads: number,
  choices: Iterable<number>,
  machine: DeliveryMachine = new DeliveryMachine(profile, threads),
): ScheduleResult {
  const system = delivery(profile, threads);
  const { processes, initial } = system;
  let shared: Shared = initial;
  const locals: DeliveryLocal[] = processes.map(({ process }) => process.initial);
  let steps = 0;

  const possible = (): Choice[] =>
    processes.flatMap(({ process: actor }, process) =>
      actor.steps(shared, locals[process] as DeliveryLocal).map((step) => ({ process, ...step })),
    );
  const take = ({ process, action, shared: nextShared, local }: Choice): ScheduleResult | undefined => {
    shared = nextShared;
    locals[process] = local;
    steps += 1;
    machine.perform(process, action);
    const [model, code] = [viewOfModel({ shared, locals }), machine.view()];
    return same(model, code) ? undefined : { steps, lost: 0, difference: { action, model, code } };
  };

  for (const choice of choices) {
    const all = possible();
    const failed = take(all[choice % all.length] as Choice);
    if (failed !== undefined) return failed;
  }
  for (let turn = 0; turn < MOST_STEPS_TO_REST; turn += 1) {
    const necessary = possible().filter(({ action }) => !system.isOptional(action));
    if (necessary.length === 0) break;
    const failed = take(necessary[turn % necessary.length] as Choice);
    if (failed !== undefined) return failed;
  }
  if (!machine.isQuiescent) throw new Error('a system without storms comes to rest once nothing is published');
  return { steps, lost: machine.view().work };
}

interface Choice {
  readonly process: number;
  readonly action: DeliveryAction;
  readonly shared: Shared;
  readonly local: DeliveryLocal;
}
