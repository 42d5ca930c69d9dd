import {
  checkRecording,
  linuxRecordings,
  readFixture,
  type RecordingFixture,
  type RecordingResult,
} from '../../properties/recording/index.js';
import { pc } from '../colour.js';

/** A recording that comes with irqline, and what it showed. */
export interface CheckedRecording {
  readonly fixture: RecordingFixture;
  readonly result: RecordingResult;
}

/** Holds the implementation against the recordings of Linux's own driver. */
export function checkLinuxRecordings(): readonly CheckedRecording[] {
  return linuxRecordings.map((fixture) => ({
    fixture,
    result: checkRecording(readFixture(fixture), { deviceId: fixture.deviceId }),
  }));
}

/** A line on each recording. */
export function recordingLines(recordings: readonly CheckedRecording[]): readonly string[] {
  return recordings.map(({ fixture: { name, what }, result: { verdict, witnesses } }) => {
    const { accesses, interruptsTaken } = witnesses;
    const mark = verdict === 'pass' ? pc.green('✓') : pc.red('✗');
    return `${mark} recording ${name}: ${what}: ${verdict} (${accesses} accesses, ${interruptsTaken} interrupts taken)`;
  });
}
