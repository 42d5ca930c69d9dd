import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A recording that comes with the package. */
export interface RecordingFixture {
  readonly name: string;
  /** VIRTIO section 5. */
  readonly deviceId: number;
  readonly what: string;
}

/** Linux's own driver at work, with nothing lost. `irqline check` runs them beside what it generates. */
export const linuxRecordings: readonly RecordingFixture[] = [
  { name: 'blk', deviceId: 2, what: 'Linux 6.12 reads and writes a disk' },
  { name: 'rng', deviceId: 4, what: 'Linux 6.12 reads from an entropy source' },
  { name: 'net', deviceId: 1, what: 'Linux 6.12 sees the link of a network card go down and up, twice' },
];

/** Linux on QEMU's own GIC, as it loses an interrupt for ever. */
export const lostInterruptRecording: RecordingFixture = {
  name: 'blk-resize-race',
  deviceId: 2,
  what: 'Linux 6.12 loses the interrupt of a disk that is resized while its handler runs',
};

type Named = Pick<RecordingFixture, 'name'>;

/** Where a recording lies in the package. */
export const fixtureInPackage = ({ name }: Named): string => `properties/recording/fixtures/${name}.trace`;

/**
 * Where a recording lies. The traces are not compiled, so they stay beside the sources: from here, in
 * `dist/properties/recording`, the package begins three folders up.
 */
export function fixturePath(fixture: Named): string {
  return fileURLToPath(new URL(`../../../${fixtureInPackage(fixture)}`, import.meta.url));
}

/** The text of a recording. */
export function readFixture(fixture: Named): string {
  return readFileSync(fixturePath(fixture), 'utf8');
}
