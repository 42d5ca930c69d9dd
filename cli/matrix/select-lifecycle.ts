import { lifecycles, type Lifecycle } from '../../model/index.js';
import { lifecycleFaults, ownReset, ownSave } from '../../properties/index.js';
import { IrqlineError } from '../../spec/index.js';
import { byName } from '../nearest.js';
import { selectProfile, type Selection } from './select.js';

/** One lifecycle, and the profile to which it happens. */
export interface LifecycleSelection {
  readonly selection: Selection;
  readonly lifecycle: Lifecycle;
}

const faults = Object.fromEntries(lifecycleFaults.map((fault) => [fault.id, fault.race]));
const starts: Readonly<Record<string, (typeof faults)[string] | Lifecycle>> = {
  save: ownSave,
  reset: ownReset,
  ...Object.fromEntries(Object.entries(faults).filter(([, race]) => race !== null)),
};

/**
 * Reads `save`, `reset,status=kept`, or a known fault as `V-14`. What is not said is as in our own contract, or as in the
 * fault; a fault brings a profile of its own, if none is given.
 * @throws IrqlineError UNKNOWN_NAME with the nearest one, or FAULT_IS_NO_RACE with the mutants that have the fault
 */
export function selectLifecycle(text: string, profileText: string | undefined): LifecycleSelection {
  const [name = '', ...choices] = text.split(',').map((part) => part.trim());
  const fault = lifecycleFaults.find(({ id, race }) => id === name && race === null);
  if (fault !== undefined) {
    throw new IrqlineError('FAULT_IS_NO_RACE', `${name}, ${fault.what} (mutant ${fault.mutants.join(', ')})`);
  }
  const start = byName('no lifecycle', name, starts) as (typeof starts)[string] & object;
  const race = 'lifecycle' in start ? start : undefined;
  const base = race?.lifecycle ?? (start as Lifecycle);
  const lifecycle = { ...base, ...Object.fromEntries(choices.map((choice) => readChoice(base.kind, choice))) };
  const own = race === undefined ? 'irqline' : `${race.system},driver=${race.profile.driver}`;
  return { selection: selectProfile(profileText ?? own), lifecycle };
}

function readChoice(kind: Lifecycle['kind'], part: string): readonly [string, string | boolean] {
  const [axis = '', value = ''] = part.split('=', 2).map((side) => side.trim());
  const values = byName(`${kind} has no choice`, axis, axesOf(kind));
  return [axis, byName(`${axis} has no value`, value, values)];
}

/** The choices of a kind of lifecycle, and the values of each by name. */
function axesOf(kind: Lifecycle['kind']): Readonly<Record<string, Readonly<Record<string, string | boolean>>>> {
  const axes: Record<string, Record<string, string | boolean>> = {};
  for (const lifecycle of lifecycles.filter((one) => one.kind === kind)) {
    const { kind: _kind, ...choices } = lifecycle;
    for (const [axis, value] of Object.entries(choices)) (axes[axis] ??= {})[String(value)] = value;
  }
  return axes;
}

/** The lifecycle as `--lifecycle` takes it. */
export function lifecycleText({ kind, ...choices }: Lifecycle): string {
  return [kind, ...Object.entries(choices).map(([axis, value]) => `${axis}=${value}`)].join(',');
}
