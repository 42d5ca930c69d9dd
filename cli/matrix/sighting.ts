import { namedSystems, type NamedSystem, type Profile, type Sighting } from '../../model/index.js';
import { fixtureInPackage } from '../../properties/recording/index.js';

/** What was seen on this system under this driver. */
export const sightingOf = ({ seen }: NamedSystem, driver: Profile['driver']): Sighting | undefined =>
  seen?.driver === driver ? seen : undefined;

/** The command that shows the recording, from the folder of the package. */
export const recordingCommand = ({ recording }: Sighting): string =>
  `irqline check --recording ${fixtureInPackage({ name: recording })}`;

/** What was seen, and where to look at it. */
export const sightingLines = (sighting: Sighting): readonly string[] => [
  `Seen for real: ${sighting.what}`,
  `The recording: ${recordingCommand(sighting)}, explained in docs/recordings.md.`,
];

/** The note to the cells that are marked with a `*` in the table of named systems. */
export const sightingNotes = (): string =>
  namedSystems
    .flatMap(({ name, seen }) =>
      seen === undefined ? [] : [`* ${name}`, ...sightingLines(seen).map((line) => `  ${line}`)],
    )
    .join('\n');
