import { namedSystems, type NamedSystem, type Profile, type Sighting } from '../../model/index.js';
import { fixtureInPackage } from '../../properties/recording/index.js';
import { wrappedAfter } from '../report/wrap.js';

/** What was seen on this system under this driver. */
export const sightingOf = ({ seen }: NamedSystem, driver: Profile['driver']): Sighting | undefined =>
  seen?.driver === driver ? seen : undefined;

/** The command that shows the recording, from the folder of the package. */
export const recordingCommand = ({ recording }: Sighting): string =>
  `irqline check --recording ${fixtureInPackage({ name: recording })}`;

/** What was seen, and where to look at it; the command is a line of its own, to be copied. */
export const sightingLines = (sighting: Sighting): readonly string[] => [
  `Seen for real: ${sighting.what}`,
  'The recording, explained in docs/recordings.md:',
  recordingCommand(sighting),
];

/** The note to the cells that are marked with a `*` in the table of named systems. */
export const sightingNotes = (): string =>
  namedSystems
    .flatMap(({ name, seen }) =>
      seen === undefined ? [] : [`* ${name}`, ...sightingLines(seen).map((line) => wrappedAfter('  ', line))],
    )
    .join('\n');
