import { axes, namedDrivers, namedSystems, type Axis, type NamedSystem, type Profile } from '../../model/index.js';
import { IrqlineError } from '../../spec/index.js';
import { byName } from '../nearest.js';

/** One profile, and where it comes from when it has a name. */
export interface Selection {
  readonly profile: Profile;
  readonly system?: NamedSystem;
}

/** What an axis is when nothing else is said: our own contract, with the weaker detector and Linux's driver. */
const usual: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};

const systems = Object.fromEntries(namedSystems.map((system) => [system.name, system]));
const drivers = Object.fromEntries(namedDrivers.map(({ name, driver }) => [name, driver]));

/**
 * Reads `crosvm`, `signal=level,driver=ackLast`, or both in one: `crosvm,driver=standard`. What is not said is as in our
 * own contract, or as in the named system; the driver is Linux's.
 * @throws IrqlineError UNKNOWN_NAME with the nearest one, or PROFILE_CONTRADICTORY
 */
export function selectProfile(text: string): Selection {
  const parts = text.split(',').map((part) => part.trim());
  const name = parts[0]?.includes('=') === false ? parts.shift() : undefined;
  const system = name === undefined ? undefined : byName('no system', name, systems, '`irqline matrix`');
  const choices = new Map(parts.map(readChoice));
  const base: Profile = { ...usual, ...system?.choices };
  const signal = choices.get('signal') ?? base.signal;
  const usualSection = signal === 'assertOnly' ? null : (base.section ?? 'whole');
  const section = choices.has('section') ? choices.get('section') : usualSection;
  if ((section === null) !== (signal === 'assertOnly')) {
    throw new IrqlineError('PROFILE_CONTRADICTORY', `signal=${signal},section=${section}`);
  }
  const profile = { ...base, ...Object.fromEntries(choices), section } as Profile;
  return system !== undefined && isProfileOf(system, profile) ? { profile, system } : { profile };
}

function readChoice(part: string): readonly [Axis, Profile[Axis]] {
  const [axis = '', value = ''] = part.split('=', 2).map((side) => side.trim());
  const values = byName('no axis', axis, axes as Readonly<Record<string, readonly (string | null)[]>>);
  const known = Object.fromEntries(values.map((choice) => [String(choice), choice]));
  const choice = byName(`${axis} has no value`, value, axis === 'driver' ? { ...known, ...drivers } : known);
  return [axis as Axis, choice as Profile[Axis]];
}

const isProfileOf = ({ choices }: NamedSystem, profile: Profile): boolean =>
  Object.entries(choices).every(([axis, value]) => profile[axis as Axis] === value);

/** A named system under a named driver as `--profile` takes it; Linux's driver goes without saying. */
export const nameText = (system: string, driver: (typeof namedDrivers)[number]): string =>
  driver.driver === usual.driver ? system : `${system},driver=${driver.name}`;

/** The profile as `--profile` takes it, or a part of one. */
export const profileText = (profile: Partial<Profile>): string =>
  Object.entries(profile)
    .filter(([, value]) => value !== null)
    .map(([axis, value]) => `${axis}=${value}`)
    .join(',');
