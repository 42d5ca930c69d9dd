import { namedDrivers, namedSystems, profiles, type Profile } from '../../model/delivery/index.js';

/** A profile that the specifications are compared for, by the names of all who have it. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** The profiles of shipping systems with the Linux driver, and of the reference with every named driver; each once. */
export function namedProfiles(): readonly NamedProfile[] {
  const [reference] = namedSystems;
  const all = [
    ...namedSystems.map(({ name, choices }) => ({ name, profile: { ...choices, driver: 'ackFirst' } as const })),
    ...namedDrivers
      .filter(({ driver }) => driver !== 'ackFirst')
      .flatMap(({ name, driver }) =>
        reference === undefined
          ? []
          : [{ name: `${reference.name} with ${name}`, profile: { ...reference.choices, driver } }],
      ),
  ];
  return merged(all);
}

/** Every profile there is, named by its choices. */
export function allProfiles(): readonly NamedProfile[] {
  return [...profiles()].map((profile) => ({ name: choicesOf(profile), profile }));
}

const choicesOf = (profile: Profile): string =>
  [profile.order, profile.update, profile.signal, profile.section, profile.trigger, profile.detector, profile.driver]
    .filter((choice) => choice !== null)
    .join(' ');

function merged(all: readonly NamedProfile[]): readonly NamedProfile[] {
  const byChoices = new Map<string, NamedProfile>();
  for (const { name, profile } of all) {
    const known = byChoices.get(choicesOf(profile));
    byChoices.set(choicesOf(profile), { name: known === undefined ? name : `${known.name} = ${name}`, profile });
  }
  return [...byChoices.values()];
}
